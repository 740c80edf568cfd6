"""What Postgres does with the statements of a function: its plans, and what is wrong with them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from sqlalchemy.orm import Session

PAGE_ROWS_MAX = 101  # a page and the line that tells of the next one
ROWS_READ_MAX = 3_000  # of a large table by one scan; what grows with the books reads more
NEVER_WHOLE = {"entry", "ledger_transaction"}
PARTNER_TABLES = NEVER_WHOLE | {
    "ledger_account",
    "ledger_block",
    "ledger_checkpoint",
    "ledger_day_balance",
    "ledger_period",
    "hold",
    "day_root",
}
Node = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A statement as the driver got it."""

    statement: str
    parameters: Any

    def plan(self, db: Session, *, is_index_forced: bool) -> Node:
        """Run it in the reader's own scope and say how; a small table shows its index if forced."""
        driver: Any = db.connection().connection
        with driver.cursor() as cursor:
            cursor.execute(f"set local enable_seqscan = {'off' if is_index_forced else 'on'}")
            cursor.execute(f"explain (analyze, format json) {self.statement}", self.parameters)
            found = cursor.fetchone()[0]
        plan: Node = found[0]["Plan"]
        return plan


def asked_by(
    read: Callable[[Session], object], db: Session, monkeypatch: pytest.MonkeyPatch
) -> list[Asked]:
    """Every question that a function puts to the database, streamed ones too."""
    seen: list[Asked] = []

    def note(statement: object, parameters: object = None) -> None:
        words = str(statement).lstrip()
        if words.lstrip("(").lower().startswith(("select", "with")):
            seen.append(Asked(words, parameters))

    def watching(original: Callable[..., Any]) -> Callable[..., Any]:
        def method(self: object, query: Any, params: Any = None, *rest: Any, **named: Any) -> Any:
            note(query, params)
            return original(self, query, params, *rest, **named)

        return method

    with monkeypatch.context() as patched:
        for cursor in (psycopg.Cursor, psycopg.ServerCursor):
            patched.setattr(cursor, "execute", watching(cursor.execute))
        patched.setattr(psycopg.Cursor, "stream", watching(psycopg.Cursor.stream))
        result = read(db)
        if isinstance(result, Iterator):
            list(result)
    return seen


def faults_of(asked: Asked, db: Session, *, is_whole: bool = False) -> list[str]:
    """What is not allowed: a large table whole, a scan past the partner, a sort of many rows.

    With `is_whole` many rows are what is wanted, sorted too.
    """
    usual = list(nodes(asked.plan(db, is_index_forced=False)))
    found = [
        f"reads the whole of {table}"
        for node, table in scans(usual)
        if node["Node Type"] == "Seq Scan" and table in NEVER_WHOLE
    ]
    if not is_whole:
        found += [f"sorts {rows} rows" for rows in sorted_rows(usual) if rows > PAGE_ROWS_MAX]
        found += [
            f"reads {rows_read(node)} rows of {table}"
            for node, table in scans(usual)
            if table in NEVER_WHOLE and rows_read(node) > ROWS_READ_MAX
        ]
    forced = list(nodes(asked.plan(db, is_index_forced=True)))
    found += [
        f"{node['Node Type']} on {table}: partner_id is in no Index Cond"
        for node, table in scans(forced)
        if "partner_id" not in condition_of(node)
    ]
    return [f"{fault}: {' '.join(asked.statement.split())[:400]}" for fault in found]


def rows_read(node: Node) -> int:
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])


def nodes(plan: Node) -> Iterator[Node]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def scans(found: list[Node]) -> Iterator[tuple[Node, str]]:
    """The nodes that read rows of a partner's table, each once."""
    for node in found:
        table = node.get("Relation Name")
        is_modified = node["Node Type"] in {"ModifyTable", "LockRows"}
        if table in PARTNER_TABLES and not is_modified:
            yield node, str(table)


def condition_of(node: Node) -> str:
    """Its own Index Cond, or those of the bitmaps under it."""
    below = [nodes(child) for child in node.get("Plans", ()) if "Bitmap" in child["Node Type"]]
    if "Bitmap" in node["Node Type"] or node["Node Type"].startswith("Bitmap"):
        return " ".join(each.get("Index Cond", "") for branch in below for each in branch)
    return str(node.get("Index Cond", ""))


def sorted_rows(found: list[Node]) -> Iterator[int]:
    """How many rows each sort was handed; what it kept of them does not matter."""
    for node in found:
        if node["Node Type"] == "Sort":
            child = node["Plans"][0]
            yield int(child["Actual Rows"])
