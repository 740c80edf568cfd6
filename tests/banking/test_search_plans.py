"""Search asks by index, whoever asks: the partner or the bank leads every condition."""

from collections.abc import Iterable

import pytest
from sqlalchemy.orm import Session

from app.banking.search import queries
from app.banking.search.rules import read
from app.kernel.ids import new_id, shown
from app.storage.finding import Found
from app.storage.session import bank_reading, customer_work, partner_work
from tests.query_plans import Asked, asked_by, condition_of, nodes
from tests.world import World

OWNED = {
    "account",
    "adjustment",
    "application",
    "approval",
    "audit_record",
    "bank_break",
    "brand_version",
    "customer",
    "hold",
    "ledger_account",
    "ledger_transaction",
    "mail",
    "payment",
    "received_entry",
    "received_file",
    "search_word",
    "statement",
    "thread",
}
TEXTS = (
    "ada oka",
    "larch",
    "ada@example.com",
    "440100000031",
    "4821",
    "021000020000123",
    "$40.25",
    "november 2025",
)


def faults(asked: Iterable[Asked], db: Session) -> list[str]:
    """Scans of an owned table that its owner does not narrow."""
    return [
        f"{node['Node Type']} on {node['Relation Name']}: {condition_of(node)}"
        for each in asked
        for node in nodes(each.plan(db, is_index_forced=True))
        if node.get("Relation Name") in OWNED
        and not {"partner_id", "bank_id"} & set(condition_of(node).replace("(", " ").split())
    ]


def texts(world: World) -> tuple[str, ...]:
    return (*TEXTS, str(new_id(world.now)), shown("payment", new_id(world.now)))


def test_a_partners_search_asks_by_index(harbor: World, monkeypatch: pytest.MonkeyPatch) -> None:
    harbor.ada.is_given("50.00")
    harbor.ada.sends_ach("$40.25")
    with partner_work(harbor.partner_id) as db:
        for text in texts(harbor):
            asked = asked_by(lambda db, text=text: _console(db, text), db, monkeypatch)
            assert len(asked) == 1, text
            assert faults(asked, db) == [], text


def test_names_are_found_by_a_range_of_words(
    harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbor.becomes_customer("Ada", "Okafor")
    with partner_work(harbor.partner_id) as db:
        (asked,) = asked_by(lambda db: _console(db, "ada oka"), db, monkeypatch)
        walked = [
            condition_of(node)
            for node in nodes(asked.plan(db, is_index_forced=True))
            if node.get("Relation Name") == "search_word"
        ]
    branches = asked.statement.count("UNION ALL") + 1
    assert asked.statement.count("partner_id = ") >= branches, "the filters name the partner too"
    assert walked
    assert all("word >=" in condition for condition in walked), walked


def test_a_customers_search_asks_by_index(harbor: World, monkeypatch: pytest.MonkeyPatch) -> None:
    today = harbor.now.date()
    with customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        for text in texts(harbor):
            read_it = lambda db, text=text: queries.search_portal(db, read(text), today=today)  # noqa: E731
            asked = asked_by(read_it, db, monkeypatch)
            assert len(asked) <= 1, text
            assert faults(asked, db) == [], text


def test_a_banks_search_asks_by_index(harbor: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = list(queries.OVERSIGHT)
    with bank_reading(harbor.bank_id) as db:
        db.connection()
        for text in texts(harbor):
            read_it = lambda db, text=text: queries.search_oversight(db, read(text), kinds)  # noqa: E731
            asked = asked_by(read_it, db, monkeypatch)
            assert len(asked) <= 1, text
            assert faults(asked, db) == [], text


def _console(db: Session, text: str) -> list[Found]:
    return queries.search_console(db, read(text), [*queries.CONSOLE, "login"])
