"""Statements in portal and console: who sees which, and how the files come."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from app.banking.events.leases import Only
from app.banking.ledger.history import history
from app.banking.ledger.seals import newest_root
from app.banking.statements.lines import line_id
from app.kernel.ids import StatementId, shown
from app.storage.session import partner_reading, partner_work
from app.web.dispatch import Dispatcher
from app.workers.installed import install
from app.workers.run import drain
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def stated(harbor: World) -> World:
    """Ada and Grace with a month behind them."""
    harbor.books(harbor.ada, "500.00", "Payroll")
    harbor.wait(hours=1)
    harbor.books(harbor.ada, "-120.00", "=Rent & <b>more</b>")
    harbor.books(harbor.grace, "75.00", "A gift")
    harbor.month_ends()
    for person in (harbor.ada, harbor.grace):
        harbor.issues(person, MARCH)
    return harbor


def at(statement_id: StatementId, *parts: str) -> str:
    return "/".join(("/statements", shown("statement", statement_id), *parts))


def works(world: World) -> None:
    """The workers make what this brand's people asked for."""
    install(world.config)
    only = Only(kinds=["statement.render"], partners=[world.partner_id])
    assert not drain(only=only).troubled


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_customer_sees_her_own_statements(application: Dispatcher, stated: World) -> None:
    ada = sign_in_customer(application, stated, stated.ada)
    listed = ada.get("/statements")
    assert listed.status_code == 200
    assert "March 2026" in listed.text
    assert "$380.00" in text_of(listed.text).replace(" .", ".")

    shown_ = ada.get(at(stated.issues(stated.ada, MARCH)))
    assert "Payroll" in shown_.text
    assert "&lt;b&gt;more&lt;/b&gt;" in shown_.text
    assert "60 days" in shown_.text


def no_id(html: str) -> str:
    """What a page says but for its own address, which is printed on paper."""
    return re.sub(r"stmt_\w+", "", text_of(html))


def test_another_customers_statement_is_not_there(application: Dispatcher, stated: World) -> None:
    ada = sign_in_customer(application, stated, stated.ada)
    foreign = stated.issues(stated.grace, MARCH)
    never = StatementId(stated.ada.account_id)
    for parts in ((), ("pdf",), ("csv",), ("document",)):
        answer = ada.get(at(foreign, *parts))
        assert answer.status_code == 404
        assert "Grace" not in answer.text
        assert no_id(answer.text) == no_id(ada.get(at(never, *parts)).text)


def test_another_brands_staff_find_nothing(application: Dispatcher, stated: World) -> None:
    staff = sign_in_staff(application, stated.juniper)
    statement_id = stated.issues(stated.ada, MARCH)
    for parts in ((), ("pdf",), ("csv",), ("document",)):
        assert staff.get(at(statement_id, *parts)).status_code == 404
    assert "No statements yet" in staff.get("/statements").text


def test_the_pdf_is_made_when_first_asked_for(application: Dispatcher, stated: World) -> None:
    ada = sign_in_customer(application, stated, stated.ada)
    statement_id = stated.issues(stated.ada, MARCH)

    asked = ada.get(at(statement_id, "pdf"))
    assert asked.status_code == 303
    waiting = ada.follow(asked)
    assert "being made" in waiting.text
    works(stated)

    assert "The PDF is ready" in ada.get(at(statement_id, "document")).text
    pdf = ada.get(at(statement_id, "pdf"))
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Content-Disposition"].startswith("attachment; filename=")
    text = PdfReader(BytesIO(pdf.data)).pages[0].extract_text()
    assert "Payroll" in text
    assert "$380.00" in text
    assert pdf.data == ada.get(at(statement_id, "pdf")).data


def test_the_waiting_page_looks_again_for_a_while(application: Dispatcher, stated: World) -> None:
    ada = sign_in_customer(application, stated, stated.ada)
    there = at(stated.issues(stated.ada, MARCH), "document")
    htmx = {"HX-Request": "true"}

    fragment = ada.get(there, headers=htmx).text
    assert "<html" not in fragment
    assert "looks=1" in fragment
    assert "Check again" in fragment
    assert "hx-get" not in ada.get(f"{there}?looks=45", headers=htmx).text
    assert "hx-get" not in ada.get(f"{there}?looks=-1", headers=htmx).text
    assert ada.get(f"{there}?looks=x").status_code == 200


def test_the_csv_is_the_ledger(application: Dispatcher, stated: World) -> None:
    ada = sign_in_customer(application, stated, stated.ada)
    answer = ada.get(at(stated.issues(stated.ada, MARCH), "csv"))
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(answer.data.decode(), newline="")))

    with partner_work(stated.partner_id) as db:
        entries = history(db, stated.ada.ledger_account_id, first=None, last=date(2026, 3, 31))
    assert [(row["entry_id"], row["amount"]) for row in rows] == [
        (line_id(entry), entry.signed.decimal()) for entry in entries
    ]
    assert [row["description"] for row in rows] == ["Payroll", "'=Rent & <b>more</b>"]


def test_staff_see_the_brands_statements_and_narrow_them(
    application: Dispatcher, stated: World
) -> None:
    staff = sign_in_staff(application, stated, "read_only")
    listed = text_of(staff.get("/statements").text)
    assert "Ada Okafor" in listed
    assert "Grace Lindqvist" in listed

    account = shown("account", stated.ada.account_id)
    hers = text_of(staff.get(f"/statements?account={account}").text)
    assert "Account: Ada Okafor" in hers
    assert "Grace" not in hers
    customer = shown("customer", stated.grace.customer_id)
    assert "Ada" not in text_of(staff.get(f"/statements?customer={customer}").text)
    assert "this is nothing here: “nobody”" in staff.get("/statements?account=nobody").text


def test_a_role_without_the_permission_stays_outside(
    application: Dispatcher, stated: World
) -> None:
    staff = sign_in_staff(application, stated, "developer")
    assert staff.get("/statements").status_code == 403
    assert staff.get(at(stated.issues(stated.ada, MARCH), "csv")).status_code == 403


def test_without_signing_in_there_is_nothing(application: Dispatcher, stated: World) -> None:
    stranger = Visitor(application, stated.hosts["portal"])
    answer = stranger.get(at(stated.issues(stated.ada, MARCH), "pdf"))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def test_a_new_customer_is_told_when_the_first_one_comes(
    application: Dispatcher, harbor: World
) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    assert "The first one comes on the first of next month" in ada.get("/statements").text


def test_the_seal_is_on_the_page_in_the_table_and_on_paper(
    application: Dispatcher, harbor: World
) -> None:
    harbor.books(harbor.ada, "500.00", "Payroll")
    harbor.day_ends(bank_writes=False)
    harbor.month_ends()
    statement_id = harbor.issues(harbor.ada, MARCH)
    with partner_reading(harbor.partner_id) as db:
        root = newest_root(db)
    assert root is not None
    digest = root.block_hash.hex()
    ada = sign_in_customer(application, harbor, harbor.ada)
    said = text_of(ada.get(at(statement_id)).text)
    assert f"Ledger seal of Mar 2, 2026 : block 1, {digest[:16]}" in said
    assert digest in ada.get(at(statement_id, "csv")).text
    ada.get(at(statement_id, "pdf"))
    works(harbor)
    pdf = PdfReader(BytesIO(ada.get(at(statement_id, "pdf")).data))
    printed = "".join(page.extract_text() for page in pdf.pages)
    assert digest in "".join(printed.split())
