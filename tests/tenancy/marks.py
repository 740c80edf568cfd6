"""Canaries: words and amounts that are one partner's alone, and what of them an answer shows."""

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

import psycopg
import pytest

AMOUNT_MINOR_MIN = 100_000  # below it, two partners' amounts could be alike
WORD = re.compile(r"cnry-[a-z]+-[a-z_]+-\d+")
# What may not stand before a match is asked after its first characters: twice as fast.
HEX = re.compile(r"[0-9a-f]{32}(?<![0-9a-f]{33})(?![0-9a-f])")
DASHED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DECIMAL = re.compile(r"[0-9](?<![\w.,][0-9])[0-9,]*\.[0-9]{2}(?!\d)")
WHOLE = re.compile(r"[0-9]{6}(?<![\w.,-][0-9]{6})[0-9]*(?![\w.,-])")
TAG = re.compile(r"<[^>]*>")
Facts = frozenset[str]


@dataclass
class Marks:
    """Gives out one partner's words, and amounts in cents that are primes of its own range."""

    slug: str
    first: int
    _words: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._amounts = primes(self.first)

    def word(self, table: str) -> str:
        self._words[table] += 1
        return f"cnry-{self.slug}-{table}-{self._words[table]}"

    def text(self, table: str, text: str) -> str:
        return f"{text} {self.word(table)}"

    def amount(self) -> str:
        minor = next(self._amounts)
        return f"{minor // 100}.{minor % 100:02d}"


def primes(first: int) -> Iterator[int]:
    number = first
    while True:
        number += 1
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1)):
            yield number


def facts_of(
    admin: psycopg.Connection, owners: list[UUID], *, customer: UUID | None = None
) -> Facts:
    """All that the tables hold of these owners, or of one customer, as it may be shown."""
    found: set[str] = set()
    for row in rows_of(admin, owners, customer=customer):
        _collect(row, found)
    return frozenset(found)


def rows_of(
    admin: psycopg.Connection, owners: list[UUID], *, customer: UUID | None = None
) -> Iterator[dict[str, Any]]:
    for table, columns in tables(admin).items():
        owner = next((name for name in ("partner_id", "bank_id") if name in columns), "id")
        condition, values = f"t.{owner} = any(%s)", [owners]
        if customer:
            column = "id" if table == "customer" else "customer_id"
            if column not in columns:
                continue
            condition, values = f"{condition} and t.{column} = %s", [owners, customer]
        query = f"select to_jsonb(t) from {table} t where {condition}"
        yield from (row for (row,) in admin.execute(query, values))


def tables(admin: psycopg.Connection) -> dict[str, list[str]]:
    """Every table that belongs to somebody, with its columns."""
    found = admin.execute(
        "select c.relname, array_agg(a.attname::text) from pg_class c join pg_attribute a "
        "on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
        "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') "
        "and not c.relispartition group by c.relname order by c.relname"
    )
    registry = ("bank", "partner")
    return {
        name: columns
        for name, columns in found
        if {"partner_id", "bank_id"} & set(columns) or name in registry
    }


def state_of(admin: psycopg.Connection, owners: list[UUID]) -> dict[str, str]:
    """A digest of each table's rows of these owners: what nobody else may change."""
    digests = {}
    for table, columns in tables(admin).items():
        owner = next((name for name in ("partner_id", "bank_id") if name in columns), "id")
        digests[table] = admin.execute(
            "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') "
            f"from {table} t where t.{owner} = any(%s)",
            [owners],
        ).fetchone()[0]  # type: ignore[index]
    return digests


def _collect(value: Any, found: set[str], key: str = "") -> None:
    match value:
        case dict():
            for name, each in value.items():
                _collect(each, found, name)
        case list():
            for each in value:
                _collect(each, found, key)
        case str():
            found.update(WORD.findall(value))
            found.update(each.replace("-", "") for each in DASHED.findall(value))
        case int() if key.endswith("minor") and abs(value) >= AMOUNT_MINOR_MIN:
            found.update(spellings(abs(value)))


def spellings(minor: int) -> set[str]:
    units, rest = divmod(minor, 100)
    return {f"{units:,}.{rest:02d}", f"{units}.{rest:02d}", str(minor)}


def shown_in(answer: Any) -> Facts:
    """Everything in status line, headers and body that could be somebody's fact."""
    head = "\n".join([answer.status, *(f"{name}: {value}" for name, value in answer.headers)])
    return facts_in(head) | facts_in(text_of(answer.mimetype, answer.data))


def facts_in(text: str) -> Facts:
    bare = TAG.sub("", text)
    ids = {each.replace("-", "") for each in DASHED.findall(text)} | set(HEX.findall(text))
    amounts = {*DECIMAL.findall(bare), *WHOLE.findall(bare), *DECIMAL.findall(text)}
    return frozenset(ids | amounts | set(WORD.findall(text)))


def text_of(mimetype: str, body: bytes) -> str:
    """The words of a body, whatever file it is."""
    if reader := READERS.get(mimetype):
        return reader(body)
    return unescape(body.decode("utf-8", "replace"))


def _text_of_pdf(body: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not here")
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8", "replace")


def _text_of_sheet(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return "\n".join(unescape(parts.read(name).decode()) for name in parts.namelist())


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _text_of_pdf,
    SHEET: _text_of_sheet,
}
