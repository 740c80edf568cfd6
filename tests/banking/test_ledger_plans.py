"""Every read of the ledger finds its rows by the partner, and sorts no more than a page."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.config import Config
from app.storage.session import bank_reading, customer_work, partner_work
from tests.ledger_reads import (
    BANK,
    EXAMPLES,
    MADE_OF_OTHERS,
    PORTAL,
    WHOLE,
    Large,
    Read,
    large_books,
    reads_of_the_ledger,
)
from tests.query_plans import Asked, asked_by, faults_of


@pytest.fixture(scope="module")
def large(installation: Config) -> Iterator[Large]:
    with large_books(installation, is_known=True) as large:
        yield large


def _faults(
    large: Large,
    function: Callable[..., object],
    scope: AbstractContextManager[Session],
    monkeypatch: pytest.MonkeyPatch,
    *,
    example: Read | None = None,
) -> list[str]:
    read = example or EXAMPLES[function]
    with scope as db:
        questions = asked_by(lambda db: read(db, large), db, monkeypatch)
        assert questions, f"{function.__qualname__} asked the database nothing"
        return [
            fault
            for asked in questions
            for fault in faults_of(asked, db, is_whole=function in WHOLE)
        ]


@pytest.mark.parametrize("function", EXAMPLES, ids=lambda function: function.__qualname__)
def test_a_partner_reads_by_its_own_index(
    large: Large, function: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _faults(large, function, partner_work(large.world.partner_id), monkeypatch) == []


@pytest.mark.parametrize("function", PORTAL, ids=lambda function: function.__qualname__)
def test_a_customer_reads_by_the_partners_index(
    large: Large, function: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = customer_work(large.world.partner_id, large.customer_id)
    assert _faults(large, function, scope, monkeypatch) == []


@pytest.mark.parametrize("function", BANK, ids=lambda function: function.__qualname__)
def test_a_bank_reads_by_its_partners_index(
    large: Large, function: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = bank_reading(large.world.bank_id)
    assert _faults(large, function, scope, monkeypatch, example=BANK[function]) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("select sum(amount_minor) from entry where posted_at > now()", "reads the whole of entry"),
        ("select * from entry where partner_id = '{}' order by amount_minor", "sorts"),
        ("select * from entry where partner_id = '{}'", "rows of entry"),
        ("select * from ledger_transaction where subject_id = '{}'", "partner_id is in no Index"),
    ],
)
def test_a_bad_question_is_caught(large: Large, statement: str, fault: str) -> None:
    """Asked by the superuser, whom no policy narrows."""
    asked = Asked(statement.format(large.world.partner_id), None)
    admin = large.world.config.database.admin
    assert admin is not None
    with Session(create_engine(admin, poolclass=NullPool)) as db:
        assert any(fault in each for each in faults_of(asked, db))


def test_every_read_of_the_ledger_has_its_example() -> None:
    known = set(EXAMPLES) | MADE_OF_OTHERS
    missing = [
        f"{function.__module__}.{function.__name__}"
        for function in reads_of_the_ledger()
        if function not in known
    ]
    assert missing == [], "add an example of each to EXAMPLES, so that its plan is looked at"
