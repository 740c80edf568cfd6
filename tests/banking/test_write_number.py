"""What is written later has the greater number, also after a restore into a new server."""

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app.storage.migrate import raise_write_number, run
from app.storage.session import partner_work
from tests.world import World


def last_number(world: World) -> int:
    with partner_work(world.partner_id) as db:
        found = db.scalar(
            text("select max(written_by) from ledger_transaction where partner_id = :partner"),
            {"partner": world.partner_id},
        )
    return int(found or 0)


@pytest.mark.tampers
def test_a_restored_ledger_goes_on_above_what_it_holds(harbor: World) -> None:
    """The dump came from a server that had counted further than the new one has."""
    harbor.ada.is_given("1.00")
    far = last_number(harbor) + 5_000_000
    admin = harbor.config.database.admin
    assert admin is not None
    plain = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as superuser:
        superuser.execute(
            "update ledger_transaction set written_by = %s where partner_id = %s",
            (far, harbor.partner_id),
        )
    engine = create_engine(admin, poolclass=NullPool)
    with engine.connect() as connection:
        run(connection, "upgrade", "head")
        assert raise_write_number(connection)
        assert not raise_write_number(connection)
    harbor.ada.is_given("2.00")
    assert last_number(harbor) > far
