"""The statement as a table: what it says can be read back, and no cell runs."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from app.banking.statements.content import StatementContent
from app.kernel.money import Money
from reports.statement.table import HEADER, SEAL_HEADER, statement_csv
from tests.reports.made_up import made_up_content, made_up_lines, sealed, with_words

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1+1",  # noqa: RUF001 -- full width on purpose
    "＋1",  # noqa: RUF001
)


def rows(content: StatementContent) -> list[dict[str, str]]:
    text = statement_csv(content).decode("utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_every_entry_is_a_row_with_both_sides() -> None:
    content = made_up_content(made_up_lines(8))
    for row, line in zip(rows(content), content.lines, strict=True):
        assert row["entry_id"] == line.id
        assert row["effective_on"] == line.effective_on.isoformat()
        assert row["amount"] == line.signed.decimal()
        assert row["balance"] == line.running.decimal()
        side = row["debit"] and f"-{row['debit']}"
        assert (side or row["credit"]) == row["amount"]
        assert row["currency"] == "USD"


def test_the_rows_add_up() -> None:
    content = made_up_content(made_up_lines(30))
    minor = sum(round(float(row["amount"]) * 100) for row in rows(content))
    assert content.opening + Money(minor, "USD") == content.closing


@pytest.mark.parametrize("place", ["description", "counterparty"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_runs(place: str, formula: str) -> None:
    content = with_words(made_up_content(made_up_lines(1)), place, formula)
    (row,) = rows(content)
    assert row[place] == f"'{formula}"


def test_ordinary_words_and_amounts_stay_as_they_are() -> None:
    content = with_words(made_up_content(made_up_lines(2)), "description", 'Café "Zoë", 3 + 4\n5')
    for row, line in zip(rows(content), content.lines, strict=True):
        assert row["description"] == line.description
    assert rows(content)[1]["amount"] == "-1450.00"


def test_an_empty_month_is_a_header() -> None:
    empty = replace(made_up_content([]), lines=())
    assert statement_csv(empty) == (",".join(HEADER) + "\r\n").encode()


def test_a_seal_stands_in_every_row_and_none_leaves_no_column() -> None:
    content = made_up_content(made_up_lines(3))
    assert set(SEAL_HEADER).isdisjoint(rows(content)[0])
    for row in rows(sealed(content)):
        assert tuple(row)[-3:] == SEAL_HEADER
        assert row["ledger_seal_on"] == "2026-03-31"
        assert row["ledger_seal_block"] == "412"
        assert row["ledger_seal_hash"] == "9f3a60c7" * 8
