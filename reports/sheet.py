"""A table as CSV or XLSX: amounts are numbers, and no text of ours runs as a formula."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # the package has no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from app.kernel.money import MINOR_DIGITS, Money
from reports.statement.table import defused

Value = str | int | date | datetime | Money | None
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
WIDTH, WIDE = 16, 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; `wide` for running text."""

    heading: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name for its file; `note` says when rows were left out."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    note: str = ""


def csv_of(sheet: Sheet) -> bytes:
    """UTF-8: ISO days, plain decimals; a note, when there is one, is the last row."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([column.heading for column in sheet.columns])
    rows.writerows([_plain(value) for value in row] for row in sheet.rows)
    if sheet.note:
        rows.writerow([sheet.note])
    return text.getvalue().encode()


def xlsx_of(sheet: Sheet) -> bytes:
    """A title, the note, the headings, the rows; written row by row, never held whole."""
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        page = book.add_worksheet("Ledger")
        strong = book.add_format({"bold": True})
        money = {
            currency: book.add_format(
                {"num_format": "#,##0" + (f".{'0' * digits}" if digits else "")}
            )
            for currency, digits in MINOR_DIGITS.items()
        }
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, WIDE if column.wide else WIDTH)
        page.write_string(0, 0, defused(sheet.title), strong)
        page.write_string(1, 0, sheet.note)
        for number, column in enumerate(sheet.columns):
            page.write_string(2, number, column.heading, strong)
        for place, row in enumerate(sheet.rows, 3):
            for number, value in enumerate(row):
                _write(page, (place, number), value, money)
    return content.getvalue()


def _write(page: Worksheet, at: tuple[int, int], value: Value, money: dict[str, Format]) -> None:
    match value:
        case None | "":
            return
        case Money():
            page.write_number(*at, float(value.decimal()), money[value.currency])
        case int():
            page.write_number(*at, value)
        case datetime():
            page.write_string(*at, value.isoformat())
        case date():
            page.write_datetime(*at, value)
        case _:
            page.write_string(*at, defused(value))


def _plain(value: Value) -> str | int:
    match value:
        case None:
            return ""
        case Money():
            return value.decimal()
        case int():
            return value
        case date():
            return value.isoformat()
        case _:
            return defused(value)
