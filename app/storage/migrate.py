"""Bring the database to the newest schema, as the owner role and nobody else."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from app.config import Config, ConfigError
from app.storage.roles import OWNER, ensure_roles

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
POSTGRES_MIN = 150_000
LOCK_TIMEOUT = "5s"
HIGHEST_NUMBER = (
    "select max(greatest(blocks.below, written.last)) from partner p "
    "cross join lateral (select max(b.written_below) - 1 as below from {block} b "
    "where b.partner_id = p.id) blocks "
    "cross join lateral (select max(t.written_by) as last from {member} t "
    "where t.partner_id = p.id) written"
)
SEALED_TABLES = {"ledger_block": "ledger_transaction", "audit_block": "audit_record"}


def migrate(config: Config, revision: str = "head") -> str:
    """Make the roles and upgrade to `revision`; returns what was found, in one line."""
    if config.database.admin is None:
        raise ConfigError("DATABASE_URL is missing; migrations need an administrator's address")
    return migrate_url(config.database.admin, config.secret_key, revision)


def migrate_url(url: URL, secret: str, revision: str = "head") -> str:
    """As `migrate`, with the administrator's address in hand; raises ConfigError."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as admin:
        found = _check_server(admin)
        ensure_roles(admin, secret)
    with engine.connect() as connection:
        run(connection, "upgrade", revision)
        raise_write_number(connection)
        now_at = connection.scalar(text("select version_num from alembic_version"))
    return f"{found}, schema {now_at}"


def run(connection: Connection, direction: str, revision: str) -> None:
    """`upgrade` or `downgrade` over an open connection."""
    connection.execute(text(f"set role {OWNER}"))
    connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    getattr(command, direction)(settings, revision)
    connection.commit()


def raise_write_number(connection: Connection) -> bool:
    """After a restore into a server that counts its transactions anew: go on above the old ones.

    What is written must always have a greater number than what is in blocks, of the ledger and of
    the audit trail. True when the base had to be raised.
    """
    there = [block for block in SEALED_TABLES if _is_there(connection, block)]
    if not there:
        return False
    highest = max(
        int(
            connection.scalar(text(HIGHEST_NUMBER.format(block=block, member=SEALED_TABLES[block])))
            or 0
        )
        for block in there
    )
    behind = int(highest) - int(connection.scalar(text("select guildhall.write_number()")) or 0)
    if behind >= 0:
        base = int(connection.scalar(text("select guildhall.write_number_base()")) or 0)
        connection.execute(
            text(
                "create or replace function guildhall.write_number_base() returns bigint "
                f"language sql stable parallel safe as 'select {base + behind + 1}::bigint'"
            )
        )
    connection.commit()
    return behind >= 0


def _is_there(connection: Connection, table: str) -> bool:
    return bool(connection.scalar(text(f"select to_regclass('public.{table}') is not null")))


def _check_server(admin: Connection) -> str:
    number = int(admin.scalar(text("show server_version_num")) or 0)
    if number < POSTGRES_MIN:
        raise ConfigError(
            f"this is PostgreSQL {number // 10_000}; Guildhall needs 15 or later: "
            "point DATABASE_URL at a newer server"
        )
    is_citus = admin.scalar(text("select exists (select from pg_extension where extname='citus')"))
    kind = "Citus (not distributed by this version)" if is_citus else "plain PostgreSQL"
    return f"{kind} {number // 10_000}.{number % 10_000}"
