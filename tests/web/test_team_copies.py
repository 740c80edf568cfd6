"""What an examiner takes away says whose copy it is; the same file of an officer does not."""

import re
from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from flask import Flask, Response
from pypdf import PdfReader

from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from reports.copies import marked_csv, marked_pdf, marked_xlsx
from reports.layout.letterhead import Letterhead
from reports.sheet import Column, Sheet, csv_of, xlsx_of
from reports.statement.gather import statement_pdf
from tests.reports.made_up import (
    ISSUED_AT,
    made_up_content,
    made_up_lines,
    made_up_statement,
)
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World
from themes.load import preset

WORDS = "Examiner copy: Lark & Sons <Hugh>, Nov 26, 2026, 2:05 pm EST"
DOWNLOAD = re.compile(r'href="(/partners/[^"]+\.(?:csv|xlsx)[^"]*)"')


@pytest.fixture
def hugh(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "examiner")


def sheet_of(workbook: bytes) -> str:
    with ZipFile(BytesIO(workbook)) as file:
        assert file.testzip() is None
        return file.read("xl/worksheets/sheet1.xml").decode()


def test_every_file_an_examiner_takes_is_marked(
    application: Dispatcher, harbor: World, hugh: Visitor
) -> None:
    partner = f"/partners/{shown('partner', harbor.partner_id)}/ledger"
    links = {
        link
        for page in ("", "/trial-balance")
        for link in DOWNLOAD.findall(hugh.get(f"{partner}{page}").text)
    }
    assert links, "there is something to take"
    officer = sign_in_staff(application, harbor, "oversight_officer")
    for link in (each.replace("&amp;", "&") for each in links):
        own, theirs = hugh.get(link), officer.get(link)
        assert own.status_code == theirs.status_code == 200, link
        if own.mimetype == "text/csv":
            assert "Examiner copy: Examiner, " in own.text.splitlines()[-1]
            assert "Examiner copy" not in theirs.text
        else:
            assert "Examiner copy: Examiner, " in sheet_of(own.data)
            assert "Examiner copy" not in sheet_of(theirs.data)


def test_a_mark_is_text_and_nothing_else() -> None:
    made = Sheet("journal", "Journal", (Column("Day"),), [("2026-03-02",)])

    told = sheet_of(marked_xlsx(xlsx_of(made), WORDS))

    assert "Lark &amp; Sons &lt;Hugh&gt;" in told
    assert "<oddHeader>&amp;CExaminer copy: Lark &amp;&amp; Sons" in told
    assert marked_csv(csv_of(made), WORDS).decode().splitlines()[-1].startswith('"Examiner copy')


def paper_of(lines: int) -> bytes:
    statement = made_up_statement(made_up_content(made_up_lines(lines)))
    return statement_pdf(statement, Letterhead(preset("harbor")), is_sandbox=True)


@pytest.mark.parametrize("lines", [1, 60])
def test_a_pdf_is_marked_on_every_page_and_keeps_what_it_encloses(lines: int) -> None:
    paper = paper_of(lines)

    copy = PdfReader(BytesIO(marked_pdf(paper, WORDS, at=ISSUED_AT)))

    plain = PdfReader(BytesIO(paper))
    assert len(copy.pages) == len(plain.pages)
    for marked, before in zip(copy.pages, plain.pages, strict=True):
        assert marked.extract_text().count("Examiner copy: Lark & Sons <Hugh>") == 2
        assert before.extract_text()[:200] in marked.extract_text()
    assert set(copy.attachments) == set(plain.attachments)


def test_an_examiner_gets_no_other_pdf_than_a_marked_one(
    application: Dispatcher, harbor: World, hugh: Visitor
) -> None:
    """Whatever page of oversight hands one out: none does yet, so one is handed out here."""
    paper = paper_of(1)
    surface = application.surfaces["oversight"]
    assert isinstance(surface, Flask)
    view = surface.view_functions["cash.index"]

    def hands_out() -> Response:
        return Response(paper, mimetype="application/pdf")

    hands_out.permission = view.permission  # type: ignore[attr-defined]
    with patch.dict(surface.view_functions, {"cash.index": hands_out}):
        taken = hugh.get("/cash")
        whole = sign_in_staff(application, harbor, "oversight_officer").get("/cash").data
    assert "Examiner copy: Examiner, " in PdfReader(BytesIO(taken.data)).pages[0].extract_text()
    assert whole == paper


def test_a_sheet_that_is_not_ours_is_not_let_out_unmarked() -> None:
    foreign = BytesIO()
    with ZipFile(foreign, "w") as file:
        file.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    with pytest.raises(ValueError, match="not one of ours"):
        marked_xlsx(foreign.getvalue(), WORDS)
