"""Tables as files: numbers stay numbers, and nothing that people wrote runs."""

from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from app.kernel.money import Money
from reports.sheet import Column, Sheet, csv_of, xlsx_of

NASTY = ("=2+5", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "=HYPERLINK(0)")


def sheet(*rows: tuple[object, ...], note: str = "") -> Sheet:
    columns = (Column("Words", wide=True), Column("Amount"), Column("Day"))
    return Sheet("table", "=Title", columns, rows, note)  # type: ignore[arg-type]


def cells_of(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("words", NASTY)
def test_a_cell_never_runs(words: str) -> None:
    assert csv_of(sheet((words, None, None))).decode().splitlines()[1].lstrip('"').startswith("'")
    cells = cells_of(xlsx_of(sheet((words, None, None))))
    assert "<f>" not in cells
    assert "<t>'" in cells or '<t xml:space="preserve">\'' in cells


@pytest.mark.parametrize(
    ("amount", "plain", "number"),
    [
        (Money(-1_234_56, "USD"), "-1234.56", "<v>-1234.56</v>"),
        (Money(5_000, "JPY"), "5000", "<v>5000</v>"),
        (Money(1_005, "KWD"), "1.005", "<v>1.005</v>"),
    ],
)
def test_amounts_are_numbers(amount: Money, plain: str, number: str) -> None:
    row = ("Words", amount, date(2026, 3, 2))
    assert csv_of(sheet(row)).decode().splitlines()[1] == f"Words,{plain},2026-03-02"
    assert number in cells_of(xlsx_of(sheet(row)))


def test_a_note_is_the_last_row_of_a_csv_and_stands_above_in_a_workbook() -> None:
    made = sheet(("Words", 3, datetime(2026, 3, 2, 15, tzinfo=UTC)), note="Cut after 1 line.")
    lines = csv_of(made).decode().splitlines()
    assert lines == ["Words,Amount,Day", "Words,3,2026-03-02T15:00:00+00:00", "Cut after 1 line."]
    assert "Cut after 1 line." in cells_of(xlsx_of(made))
