"""The rows of a file: what a list's columns say of its lines, and how parts of it are kept."""

import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app.banking.listing.asked import Asked
from app.banking.listing.spec import Column, TableSpec, Value
from app.kernel.money import Money

Cells = list[Value]


def exported(spec: TableSpec, asked: Asked) -> tuple[Column, ...]:
    """The columns that are shown, in the order of the page."""
    return tuple(c for c in spec.columns if c.key in asked.columns and c.is_exported)


def cells_of(columns: Sequence[Column], lines: Iterable[object]) -> list[Cells]:
    return [[column.told(line) for column in columns] for line in lines]


def packed(rows: Sequence[Cells]) -> bytes:
    return zlib.compress(json.dumps([[_plain(value) for value in row] for row in rows]).encode())


def unpacked(content: bytes) -> list[Cells]:
    return [[_value(each) for each in row] for row in json.loads(zlib.decompress(content))]


def _plain(value: Value) -> Any:
    match value:
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case _:
            return value


def _value(kept: Any) -> Value:
    match kept:
        case {"minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case {"at": str(text)}:
            return datetime.fromisoformat(text)
        case {"on": str(text)}:
            return date.fromisoformat(text)
        case _:
            found: Value = kept
            return found
