"""What is written later has the greater number, also after a restore into a new server."""

from uuid import UUID, uuid4

import psycopg
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from app.config import Config
from app.storage.migrate import raise_write_number, run
from tests.banking.test_ledger_migration import open_old_books
from tests.conftest import TEMPLATE

POST = """
select (guildhall.post(
    %(partner)s, %(id)s, %(key)s, 'book_transfer', 'account', null, 'Moved', current_date, now(),
    null, null, %(accounts)s, array['debit', 'credit'], array[5, 5]::bigint[],
    array['USD', 'USD'], array['', ''], null)).is_replay
"""


def last_number(db: psycopg.Connection) -> int:
    row = db.execute("select max(written_by) from ledger_transaction").fetchone()
    assert row
    return int(row[0])


def moves(db: psycopg.Connection, partner: UUID, accounts: list[UUID]) -> None:
    key = {"partner": partner, "id": uuid4(), "key": str(uuid4()), "accounts": accounts}
    db.execute(POST, key)


def test_a_restored_ledger_goes_on_above_what_it_holds(configuration: Config) -> None:
    """The dump came from a server that had counted further than the new one has.

    In a database of its own: a raised base stays raised. A connection that was open all the while
    notices as well.
    """
    admin = configuration.database.admin
    assert admin is not None
    server = admin.set(drivername="postgresql", database="postgres")
    name, partner, accounts = f"restored_{uuid4().hex[:8]}", uuid4(), [uuid4(), uuid4()]
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as root:
        root.execute(f"create database {name} template {TEMPLATE}")
        url = server.set(database=name).render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as db:
            open_old_books(db, partner, accounts)
            db.execute(f"set guildhall.partner = '{partner}'")
            moves(db, partner, accounts)
            far = last_number(db) + 5_000_000
            db.execute("update ledger_transaction set written_by = %s", (far,))
            engine = create_engine(
                make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool
            )
            with engine.connect() as connection:
                run(connection, "upgrade", "head")
                assert raise_write_number(connection)
                assert not raise_write_number(connection)
            moves(db, partner, accounts)
            assert last_number(db) > far
        root.execute(f"drop database {name} with (force)")
