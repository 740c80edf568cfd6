"""The ground a benchmark runs on: a fresh server, a partner, a thousand accounts, pgbench."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import make_url, text

from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, Entry, Side
from app.banking.partners.actions.provision_bank import BankOrder, provision_bank
from app.banking.partners.actions.provision_partner import PartnerOrder, provision_partner
from app.banking.products.actions.open_program import ProgramOrder, open_program
from app.config import DEVELOPMENT_SECRET, Config, role_password
from app.factory import start
from app.kernel.actor import OPERATOR
from app.kernel.ids import BankId, LedgerAccountId, PartnerId, new_id
from app.kernel.money import Money
from app.storage.embedded import PostgresServer, start_postgres, temporary_home
from app.storage.embedded.places import server_account
from app.storage.embedded.programs import postgres_programs
from app.storage.migrate import migrate_url
from app.storage.session import disconnect, house_work, partner_work

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ACCOUNTS = 1_000
OPENING = Money(1_000_000_00, "USD")
TPS = re.compile(r"tps = ([0-9.]+)")
FLOOR = """
create table floor_account (id int primary key, current bigint not null) with (fillfactor = 50);
create table floor_entry (id uuid primary key default gen_random_uuid(), amount bigint not null);
insert into floor_account select n, 0 from generate_series(0, {last}) n;
create function floor_post(a int, b int, amount bigint) returns void language plpgsql as $$
begin
    update floor_account set current = current - amount where id = least(a, b);
    update floor_account set current = current + amount where id = greatest(a, b);
    insert into floor_entry (amount) values (amount);
end $$;
grant usage on schema public to guildhall_app;
grant execute on function floor_post to guildhall_app;
grant select, insert, update on floor_account, floor_entry to guildhall_app;
create table bench_account (n int primary key, id uuid not null);
grant select on bench_account to guildhall_app;
"""


@dataclass(frozen=True)
class Ground:
    """One partner, its funded accounts, and a way to run pgbench as the app's own role."""

    server: PostgresServer
    partner_id: PartnerId
    accounts: list[LedgerAccountId]
    cash: LedgerAccountId

    def pgbench(self, script: str, *, clients: int, seconds: int) -> float:
        """Transactions a second of a script, with the partner's scope set for the session."""
        url = make_url(self.server.url)
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            program = postgres_programs(server_account()) / "pgbench"
            done = subprocess.run(
                [
                    program,
                    *("-n", "-M", "simple", "-c", str(clients), "-j", "2", "-T", str(seconds)),
                    *("-h", str(url.query["host"]), "-U", "guildhall_app", "-f", file.name),
                    str(url.database),
                ],
                env={
                    **os.environ,
                    "PGPASSWORD": role_password(DEVELOPMENT_SECRET, "guildhall_app"),
                    "PGOPTIONS": f"-c guildhall.partner={self.partner_id}",
                },
                capture_output=True,
                text=True,
                check=False,
            )
        found = TPS.search(done.stdout)
        if found is None:
            raise RuntimeError(done.stderr)
        return float(found[1])  # a rate, not money


@contextmanager
def ground() -> Iterator[Ground]:
    """A server with durable commits, gone afterwards."""
    with temporary_home() as home:
        server = start_postgres(Path(home))
        try:
            yield _prepared(server)
        finally:
            disconnect()
            server.stop()


def _prepared(server: PostgresServer) -> Ground:
    url = make_url(server.url).set(drivername="postgresql+psycopg")
    migrate_url(url, DEVELOPMENT_SECRET)
    config = Config.from_env({"DATABASE_URL": server.url, "REDIS_URL": "unix:///none"})
    _make_floor(config)
    start(config)
    partner_id = _provision()
    with partner_work(partner_id) as db:
        program_id, _ = open_program(db, _program(), actor=OPERATOR, now=NOW)
        cash = chart(db, program_id)["fbo_cash"]
        accounts = [
            open_ledger_account(
                db,
                LedgerAccountOrder(f"deposit {n}", "Deposit", "liability", "USD", floor_minor=0),
                now=NOW,
            )
            for n in range(ACCOUNTS)
        ]
        _fund(db, cash, accounts)
    _list_accounts(config, accounts)
    return Ground(server, partner_id, accounts, cash)


def _provision() -> PartnerId:
    bank_id, house_id = BankId(new_id(NOW)), PartnerId(new_id(NOW))
    with house_work(house_id, bank_id) as db:
        bank = BankOrder("cedar", "Cedar", "Cedar", "cedar", ("021000021",), "", "", "", "o.test")
        provision_bank(db, bank, actor=OPERATOR, now=NOW)
    partner_id = PartnerId(new_id(NOW))
    with partner_work(partner_id) as db:
        order = PartnerOrder(bank_id, "harbor", "H", "H", "harbor", "", "", "p.test", "c.test")
        provision_partner(db, order, actor=OPERATOR, now=NOW)
    return partner_id


def _program() -> ProgramOrder:
    return ProgramOrder(
        name="Everyday",
        routing_number="021000021",
        account_prefix="4401",
        fbo_account_number="900001",
        company_id="1440100001",
        company_name="HARBOR",
        product_name="Checking",
        product_kind="checking",
        product_summary="",
        starts_on=NOW.date(),
    )


def _fund(db: object, cash: LedgerAccountId, accounts: list[LedgerAccountId]) -> None:
    whole = Money(OPENING.minor * len(accounts), "USD")
    entries = [Entry(account, Side.CREDIT, OPENING) for account in accounts]
    draft = Draft(
        key="opening",
        cause=Cause.ACH_INCOMING,
        subject=("bench", None),
        description="Opening",
        effective_on=NOW.date(),
        entries=(Entry(cash, Side.DEBIT, whole), *entries),
    )
    post(db, draft, now=NOW)  # type: ignore[arg-type]


def _make_floor(config: Config) -> None:
    with _admin(config) as connection:
        connection.exec_driver_sql(FLOOR.format(last=ACCOUNTS - 1))


def _list_accounts(config: Config, accounts: list[UUID]) -> None:
    with _admin(config) as connection:
        connection.execute(
            text(
                "insert into bench_account "
                "select n - 1, id from unnest(:ids) with ordinality a (id, n)"
            ),
            {"ids": accounts},
        )
        connection.exec_driver_sql("analyze")


@contextmanager
def _admin(config: Config) -> Iterator[object]:
    from sqlalchemy import create_engine  # noqa: PLC0415 -- only here is the administrator asked

    assert config.database.admin is not None
    engine = create_engine(config.database.admin)
    with engine.begin() as connection:
        yield connection
    engine.dispose()
