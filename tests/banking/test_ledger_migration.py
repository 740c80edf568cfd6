"""A ledger written before its rows became smaller says the same afterwards."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from app.config import DEVELOPMENT_SECRET, Config
from app.storage.migrate import migrate_url

BEFORE = "0011_reconciliation"
POST_AS_BEFORE = """
select guildhall.post(
    %(partner)s, %(id)s, %(key)s, '\\x01'::bytea, 'book_transfer', 'account', null, 'Moved',
    '2026-03-02', now(), null, null, %(accounts)s, array['debit', 'credit'],
    array[500, 500]::bigint[], array['To Grace', null], null)
"""


@pytest.fixture
def old_database(configuration: Config) -> Iterator[str]:
    """A database of its own, as it was before."""
    admin = configuration.database.admin
    assert admin is not None
    server = admin.set(drivername="postgresql", database="postgres")
    name = f"old_{uuid4().hex[:8]}"
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as db:
        db.execute(f"create database {name}")
        url = server.set(database=name).render_as_string(hide_password=False)
        migrate_url(make_url(url).set(drivername="postgresql+psycopg"), DEVELOPMENT_SECRET, BEFORE)
        yield url
        db.execute(f"drop database {name} with (force)")


def test_every_entry_and_balance_comes_along(old_database: str) -> None:
    partner, moved = uuid4(), uuid4()
    accounts = [uuid4(), uuid4()]
    with psycopg.connect(old_database, autocommit=True) as db:
        open_old_books(db, partner, accounts)
        db.execute(f"set guildhall.partner = '{partner}'")
        db.execute(
            POST_AS_BEFORE,
            {"partner": partner, "id": moved, "key": "an old key", "accounts": accounts},
        )
        balances = "select id, current_minor from ledger_account order by id"
        before = db.execute(balances).fetchall()
    migrate_url(make_url(old_database).set(drivername="postgresql+psycopg"), DEVELOPMENT_SECRET)
    with psycopg.connect(old_database, autocommit=True) as db:
        assert db.execute(balances).fetchall() == before
        lines = db.execute(
            "select ledger_account_id, side, amount_minor, description, effective_on from entry "
            "where transaction_id = %s order by line",
            (moved,),
        ).fetchall()
        assert lines == [
            (accounts[0], "debit", 500, "To Grace", date(2026, 3, 2)),
            (accounts[1], "credit", 500, "", date(2026, 3, 2)),
        ]
        kept = db.execute(
            "select key_digest = guildhall.key_digest('an old key'), "
            "written_by < guildhall.write_number() from ledger_transaction"
        ).fetchall()
        assert kept == [(True, True)]


def open_old_books(db: psycopg.Connection, partner: UUID, accounts: list[UUID]) -> None:
    """A partner with two accounts, without the actions of a time that is over."""
    db.execute("set session_replication_role = replica")
    db.execute(
        "insert into partner (id, bank_id, slug, name, legal_name, theme, is_house, status, "
        "support_email, support_phone, created_at) values (%s, gen_random_uuid(), 'old', 'Old', "
        "'Old', 'harbor', false, 'live', '', '', now())",
        (partner,),
    )
    for number, account in enumerate(accounts):
        db.execute(
            "insert into ledger_account (partner_id, id, code, name, kind, normal_side, currency, "
            "is_pooled, floor_minor, current_minor, held_minor, is_debit_frozen, "
            "is_credit_frozen, opened_at) values (%s, %s, %s, 'Deposit', 'liability', 'credit', "
            "'USD', false, -1000, 0, 0, false, false, now())",
            (partner, account, f"deposit {number}"),
        )
