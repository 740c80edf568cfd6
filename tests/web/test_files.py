"""Received files on the oversight pages: who may bring one, and what the pages say."""

import io
import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from app.kernel.ids import shown
from app.kernel.money import Money
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.intake_verbs import Order, ach_file, credit, next_trace
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

NOBODY = Order("4401999999999", "$70.00", name="Nobody Known")


@pytest.fixture
def officer(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "oversight_officer")


def upload(visitor: Visitor, content: bytes, name: str = "payroll.ach") -> TestResponse:
    return visitor.post("/files", {"file": (io.BytesIO(content), name)}, form_at="/files/new")


def test_an_empty_list_says_what_to_do(officer: Visitor) -> None:
    answer = officer.get("/files")

    assert answer.status_code == 200
    assert "No file has come in yet" in answer.text
    assert "Upload a file" in answer.text


def test_an_uploaded_file_is_taken_in_and_posted(officer: Visitor, harbor: World) -> None:
    answer = upload(officer, ach_file([credit(harbor.ada), NOBODY], world=harbor))
    assert answer.status_code == 303
    accepted = officer.follow(answer).text
    assert "The file is accepted" in accepted
    assert "1 waiting" in accepted

    harbor.moves_to(wall_now())  # the door reads the clock itself
    harbor.bank_works()
    page = officer.follow(answer).text
    assert harbor.ada.balance.current == Money(25_00, "USD")
    for words in ("Posted", "In suspense", "No account has this number", "R03", "Nobody Known"):
        assert words in page
    assert harbor.ada.account_number not in page
    assert "payroll.ach" in officer.get("/files").text


def test_the_same_file_leads_to_the_first(officer: Visitor, harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    first = upload(officer, content)
    again = upload(officer, content, "renamed.ach")

    assert again.status_code == 303
    assert again.headers["Location"] == first.headers["Location"]
    assert "received this very file before" in officer.follow(again).text


def test_a_refused_file_is_kept_and_its_reasons_are_shown(officer: Visitor, harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    answer = upload(officer, content.replace(b"000000002500", b"000000002501", 1), "odd.ach")

    assert answer.status_code == 422
    assert "odd.ach was refused" in answer.text
    link = "/files/file_" + answer.text.partition("/files/file_")[2].partition('"')[0]
    page = officer.get(link)
    assert page.status_code == 200
    assert "This file was refused" in page.text
    assert "add up to" in page.text


def test_nothing_chosen_is_said_beside_the_field(officer: Visitor) -> None:
    answer = officer.post("/files", {}, form_at="/files/new")

    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_reading_is_for_every_officer_and_bringing_is_not(
    application: Dispatcher, harbor: World
) -> None:
    examiner = sign_in_staff(application, harbor, "examiner")

    assert examiner.get("/files").status_code == 200
    assert "Upload a file" not in examiner.get("/files").text
    assert examiner.get("/files/new").status_code == 403
    assert upload(examiner, b"anything").status_code in (400, 403)


def test_another_banks_officer_sees_no_such_file(
    application: Dispatcher, officer: Visitor, harbor: World
) -> None:
    receipt = harbor.takes_in(credit(harbor.ada))
    assert receipt.file_id
    path = f"/files/{shown('file', receipt.file_id)}"
    stranger = sign_in_staff(application, harbor.tally, "oversight_officer")

    assert officer.get(path).status_code == 200
    hidden, missing = stranger.get(path), stranger.get(f"/files/file_{'0' * 32}")
    assert hidden.status_code == missing.status_code == 404
    assert "payroll.ach" not in stranger.get("/files").text


def test_entries_are_a_list(application: Dispatcher, officer: Visitor, harbor: World) -> None:
    receipt = harbor.takes_in(*(credit(harbor.ada, f"$1.{number:02d}") for number in range(30)))
    assert receipt.file_id
    path = f"/files/{shown('file', receipt.file_id)}"
    [listed] = re.findall(r'href="(/files/entries[^"]*)"', officer.get(path).text)
    page = officer.get(unescape(listed)).text

    assert "<strong>30</strong> entries" in page
    assert "payroll.ach" in page
    assert "after=" in page
    narrowed = officer.get(f"{unescape(listed)}&amount_from=1.05&amount_to=1.06").text
    assert "<strong>2</strong> entries" in narrowed
    assert "Nothing is in suspense" in officer.get("/files/entries?outcome=suspense").text
    file = officer.post("/files/entries/exports?sort=record", {"form": "csv"}, form_at="/files")
    assert len(file.text.splitlines()) == 31
    stranger = sign_in_staff(application, harbor.tally, "oversight_officer")
    assert "No such entries" in stranger.get(unescape(listed)).text


def test_returns_to_send_are_a_list(
    application: Dispatcher, officer: Visitor, harbor: World
) -> None:
    nobodys = (Order("00000000", f"$1.{number:02d}", name="Nobody Here") for number in range(12))
    receipt = harbor.takes_in(*nobodys)
    assert receipt.file_id
    path = f"/files/{shown('file', receipt.file_id)}"
    [listed] = re.findall(r'href="(/files/returns\?[^"]*)"', officer.get(path).text)
    page = officer.get(unescape(listed)).text

    assert "<strong>12</strong> returns" in page
    assert "To go back $12.66" in re.sub(r"<[^>]+>", "", page)
    assert "There is no such account, or its owner could not be found." in page
    assert "<strong>1</strong> return<" in officer.get("/files/returns?amount_from=1.11").text
    assert "<strong>12</strong>" in officer.get("/files/returns?status=prepared&code=R03").text
    assert "No such returns" in officer.get("/files/returns?status=sent").text
    file = officer.post(
        "/files/returns/exports?amount_to=1.01&columns=code", {"form": "csv"}, form_at="/files"
    )
    assert file.text.splitlines()[1:] == ["Nobody Here,R03"] * 2
    stranger = sign_in_staff(application, harbor.tally, "oversight_officer")
    assert "No such returns" in stranger.get(unescape(listed)).text


def test_a_break_about_a_file_leads_to_it(officer: Visitor, harbor: World) -> None:
    order = credit(harbor.ada, trace=next_trace())
    receipt = harbor.takes_in(order, order)
    assert receipt.file_id
    [found] = harbor.open_breaks
    page = officer.get(f"/cash/breaks/{shown('break', found.id)}").text

    assert "Entries came twice" in page
    assert f'href="/files/{shown("file", receipt.file_id)}"' in page
