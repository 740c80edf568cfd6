"""The statement on paper: complete, marked, the same facts inside as data, and quiet."""

import json
import re
import socket
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.banking.statements.content import StatementContent
from app.kernel.money import Money
from reports.layout.letter import fill, letter_assets
from reports.layout.letterhead import Letterhead
from reports.statement.gather import statement_document, statement_pdf
from reports.statement.naming import statement_file_name
from reports.statement.table import statement_csv
from tests.reports.made_up import (
    called,
    made_up_content,
    made_up_lines,
    made_up_statement,
    sealed,
    with_words,
)
from themes.load import preset

PAPER = Letterhead(preset("harbor"))
DASH = "\N{EN DASH}"
SANDBOX_MARK = f"Test {DASH} simulated bank"
ATTRIBUTES = re.compile(r"<(img|link|script|iframe|object|style|base|a)\b", re.IGNORECASE)
NAMES = (
    "Bo",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft " * 3,
    "مريم بنت عبد الله",
    "יעל כהן",
    "山田太郎",
    "Zoë 🙂🏳️‍🌈👩‍👩‍👧‍👦 O'Brien-Łukasiewicz",
    "a\u0300\u0301\u0302" * 60,
    "\u202edrow eht\u202c \u200b\ufeff\u2066x",
    "{{ 7*7 }}{% raw %}${7*7}",
)


def pages(content: StatementContent) -> list[str]:
    pdf = statement_pdf(made_up_statement(content), PAPER, is_sandbox=True)
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("count", [0, 1, 2, 30, 300])
def test_every_entry_is_printed_and_every_page_marked(count: int) -> None:
    content = made_up_content(made_up_lines(count))
    printed = pages(content)
    text = " ".join(printed)

    assert all(SANDBOX_MARK in page for page in printed)
    assert all(f"Page {n} of {len(printed)}" in page for n, page in enumerate(printed, start=1))
    assert text.count("Maple Street Apartments") == sum(
        line.counterparty == "Maple Street Apartments" for line in content.lines
    )
    for line in content.lines:
        assert str(line.running) in text
    assert str(content.opening) in text
    assert str(content.closing) in text


def test_outside_the_sandbox_there_is_no_mark() -> None:
    pdf = statement_pdf(made_up_statement(made_up_content([])), PAPER, is_sandbox=False)
    assert SANDBOX_MARK not in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_the_rights_about_errors_are_printed_whole() -> None:
    content = made_up_content(made_up_lines(3))
    text = " ".join(pages(content))
    for paragraph in content.notice.paragraphs:
        assert paragraph in text
    assert content.bank.address in text
    assert content.bank.phone in text


def test_fees_of_the_period_and_the_year_are_printed() -> None:
    text = " ".join(pages(made_up_content([])))
    assert "Total fees this period $3.00" in text
    assert "Total fees in 2026 to date $9.00" in text


def test_a_late_entry_says_why_it_is_here() -> None:
    content = made_up_content(made_up_lines(1))
    (line,) = content.lines
    late = replace(line, effective_on=line.effective_on.replace(month=2), is_late=True)
    text = " ".join(pages(replace(content, lines=(late,))))
    assert "counts for February, booked Mar 1 after that month's statement" in text


@pytest.mark.parametrize("theme", ["harbor", "juniper", "tally", "cedar", "guildhall", "unknown"])
def test_each_brand_has_its_own_letter(theme: str) -> None:
    content = made_up_content(made_up_lines(1), theme=theme)
    assert content.brand.legal_name in pages(content)[0]


def test_the_data_lies_inside() -> None:
    statement = made_up_statement(made_up_content(made_up_lines(3)))
    inside = PdfReader(BytesIO(statement_pdf(statement, PAPER, is_sandbox=True))).attachments
    assert inside["statement.json"] == [statement.body]
    assert inside["statement.csv"] == [statement_csv(statement.content)]
    assert json.loads(inside["statement.json"][0])["opening_minor"] == 1_204_17


def test_it_is_tagged_and_says_its_language() -> None:
    pdf = statement_pdf(
        made_up_statement(made_up_content(made_up_lines(2))), PAPER, is_sandbox=True
    )
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert b"pdfaid" in root["/Metadata"].get_data()
    assert reader.metadata
    assert reader.metadata.title == f"Statement March 2026 {DASH} Everyday checking ••••0012"


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_printed(name: str) -> None:
    assert pages(called(made_up_content(made_up_lines(2)), name))


@pytest.mark.parametrize("place", ["description", "counterparty", "name", "street"])
def test_what_people_typed_stays_text(place: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        typed = (
            f'"><img src="http://127.0.0.1:{port}/x"><link rel=attachment href=file:///etc/passwd>'
            f"<style>@import url(http://127.0.0.1:{port}/y);</style>{{{{ 7*7 }}}}"
        )
        content = with_words(made_up_content(made_up_lines(2)), place, typed)

        pdf = statement_pdf(made_up_statement(content), PAPER, is_sandbox=True)

        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert b"root:x:0" not in pdf
    reader = PdfReader(BytesIO(pdf))
    assert set(reader.attachments) == {"statement.json", "statement.csv"}
    text = "".join(reader.pages[0].extract_text().split())
    assert "{{7*7}}" in text
    html = statement_document(made_up_statement(content), PAPER, is_sandbox=True).html
    plain = statement_document(
        made_up_statement(made_up_content(made_up_lines(2))), PAPER, is_sandbox=True
    )
    assert ATTRIBUTES.findall(html) == ATTRIBUTES.findall(plain.html)


def test_a_large_negative_balance_keeps_its_sign() -> None:
    content = replace(made_up_content([]), closing=Money(-12_345_678_90, "USD"))
    assert "\N{MINUS SIGN}$12,345,678.90" in " ".join(pages(content))


def test_the_file_name_is_plain() -> None:
    content = made_up_content([])
    assert statement_file_name(content, "pdf") == "harbor-statement-2026-03-0012.pdf"
    odd = replace(content, brand=replace(content.brand, name='../"x" é\r\n'))
    assert statement_file_name(odd, "csv") == "x-statement-2026-03-0012.csv"


def test_only_the_fonts_of_the_brand_are_carried() -> None:
    assert set(letter_assets(PAPER)) == {"mark", "font-inter"}
    assert "asset:font-figtree" not in fill(
        "layout/letter.html",
        paper=PAPER,
        brand=made_up_content([]).brand,
        made_at=made_up_statement(made_up_content([])).issued_at,
        is_sandbox=True,
    )


def test_a_seal_is_printed_whole_and_leaves_no_slot_when_there_is_none() -> None:
    content = made_up_content(made_up_lines(2))
    assert "seal" not in " ".join(pages(content))
    printed = " ".join(pages(sealed(content)))
    assert "Ledger seal of March 31, 2026: block 412, " in printed
    assert "9f3a60c7" * 8 in printed.replace(" ", "")
