"""Every read of the ledger as its door calls it, and a ledger large enough to look at its plans."""

import inspect
import os
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from uuid import UUID

import psycopg
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.orm import Session

import app.banking.ledger
from app.banking.ledger import (
    asides,
    balances,
    books,
    chains,
    daily,
    exporting,
    history,
    lines,
    plain_text,
    posted,
    proofs,
    queries,
    sealed_lines,
    seals,
    set_aside,
    standing,
    totals,
    transactions,
    verifying,
)
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.seal import seal
from app.banking.ledger.listing import HOLDS
from app.banking.ledger.proof.keys import keys_from
from app.banking.ledger.tables import EntryRow, LedgerAccountRow, TransactionRow
from app.banking.listing import asking
from app.banking.listing.asked import read_query
from app.config import Config
from app.kernel.ids import HoldId, LedgerAccountId, TransactionId, new_id
from app.kernel.money import Money
from app.storage.clock import wall_now
from app.storage.session import connect, partner_work
from bench.calls import known_calls
from bench.loader import DAYS, Load, day_of, fill
from tests.conftest import TEMPLATE
from tests.query_plans import PARTNER_TABLES
from tests.world import World

POSTINGS = 10_000
OTHER_PARTNERS = 6
TAIL = 40
# One a worker: two files may read large books at once.
DATABASE = f"guildhall_plans_{os.environ.get('PYTEST_XDIST_WORKER', '')}"
MIDDLE = day_of(DAYS // 2)


@dataclass(frozen=True)
class Large:
    """A partner with 20,000 entries among other partners' rows, sealed, with a tail."""

    world: World
    cash: LedgerAccountId
    ada: LedgerAccountId
    customer_id: UUID
    transaction: TransactionId
    hold: HoldId
    line: queries.Cursor

    @property
    def program(self) -> UUID:
        return self.world.program_id

    def block(self, db: Session) -> tuple[int, int]:
        header = next(seals.blocks(db, last=1)).header
        return header.written_from, header.written_below


Read = Callable[[Session, Large], object]
# An example a function: how its door calls it, on an account with many lines.
EXAMPLES: dict[Callable[..., object], Read] = {
    asking.read_page: lambda db, _: asking.read_page(db, HOLDS, read_query(HOLDS, "status=open")),
    asides.hold_detail: lambda db, it: asides.hold_detail(db, it.hold),
    asides.locked_through: lambda db, _: asides.locked_through(db),
    asides.pooled_parts: lambda db, it: asides.pooled_parts(db, it.cash),
    balances.balance_as_of: lambda db, it: balances.balance_as_of(db, it.cash, on=MIDDLE),
    balances.balances_as_of: lambda db, it: balances.balances_as_of(
        db, LedgerAccountRow.id.in_([it.ada, it.cash]), on=MIDDLE
    ),
    books.chart_accounts: lambda db, it: books.chart_accounts(db, program_id=it.program),
    books.ledger_account: lambda db, it: books.ledger_account(db, it.cash),
    books.ledger_accounts_by_id: lambda db, it: books.ledger_accounts_by_id(db, [it.cash, it.ada]),
    books.deposits: lambda db, it: books.deposits(db, program_id=it.program),
    books.trial_balance: lambda db, it: books.trial_balance(
        db, books.When(on=MIDDLE), program_id=it.program
    ),
    daily.balances_by_day: lambda db, it: daily.balances_by_day(
        db, it.ada, first=day_of(DAYS // 2 - 20), last=day_of(DAYS // 2 - 1)
    ),
    history.tally: lambda db, it: history.tally(db, it.ada, last=MIDDLE),
    history.history: lambda db, it: history.history(db, it.ada, first=MIDDLE, last=MIDDLE),
    history.posted_under: lambda db, _: history.posted_under(db, "a key"),
    lines.line_page: lambda db, it: lines.line_page(
        db, books.ledger_account(db, it.ada), lines.LineFilter(), before=it.line, limit=25
    ),
    proofs.proof_of_transaction: lambda db, it: proofs.proof_of_transaction(db, it.transaction),
    proofs.proof_of_balance: lambda db, it: proofs.proof_of_balance(db, it.ada, day=day_of(5)),
    queries.balance_of: lambda db, it: queries.balance_of(db, it.cash),
    queries.ledger_account_id: lambda db, it: queries.ledger_account_id(
        db, queries.chart_code(it.program, "fbo_cash")
    ),
    queries.chart: lambda db, it: queries.chart(db, it.program),
    queries.ledger_accounts: lambda db, it: queries.ledger_accounts(
        db, LedgerAccountRow.id == it.cash
    ),
    queries.program_accounts: lambda db, it: queries.program_accounts(db, it.program),
    queries.house_accounts: lambda db, _: queries.house_accounts(db),
    queries.owed_to_customers: lambda db, it: queries.owed_to_customers(db, it.program, "USD"),
    posted.posted_to: lambda db, it: posted.posted_to(db, it.ada),
    queries.entry_page: lambda db, it: queries.entry_page(db, it.ada, before=it.line),
    queries.entries_between: lambda db, it: queries.entries_between(
        db, it.ada, first=MIDDLE, last=MIDDLE
    ),
    transactions.transaction_detail: lambda db, it: transactions.transaction_detail(
        db, it.transaction
    ),
    transactions.reversed_by: lambda db, it: transactions.reversed_by(db, it.transaction),
    transactions.transactions_of: lambda db, _: transactions.transactions_of(
        db, new_id(wall_now())
    ),
    set_aside.holds_of: lambda db, it: set_aside.holds_of(db, it.ada),
    sealed_lines.lines_between: lambda db, it: sealed_lines.lines_between(
        db, it.world.partner_id, *it.block(db)
    ),
    sealed_lines.facts_between: lambda db, it: sealed_lines.facts_between(
        db, it.world.partner_id, *it.block(db)
    ),
    seals.blocks: lambda db, _: seals.blocks(db),
    seals.last_block: lambda db, _: seals.last_block(db),
    seals.block_of: lambda db, it: seals.block_of(db, it.transaction),
    seals.seal_lag: lambda db, _: seals.seal_lag(db),
    seals.seal_lag_of: lambda db, it: seals.seal_lag_of(db, [it.world.partner_id]),
    seals.day_roots: lambda db, _: seals.day_roots(db),
    seals.newest_root: lambda db, _: seals.newest_root(db),
    seals.root_of_day: lambda db, _: seals.root_of_day(db, MIDDLE),
    seals.root_above: lambda db, _: seals.root_above(db, 1),
    standing.standings: lambda db, it: standing.standings(db, [it.ada]),
    totals.totals_as_of: lambda db, it: totals.totals_as_of(db, MIDDLE, ends_at=it.world.now),
    totals.totals_now: lambda db, it: totals.totals_now(db, partner_id=it.world.partner_id),
}
# These read all of a partner's books, or a whole block, and sort that: papers and proofs, no pages.
WHOLE = {
    proofs.proof_of_transaction,
    proofs.proof_of_balance,
    sealed_lines.lines_between,
    sealed_lines.facts_between,
}
# Made of the ones above, over every block; too much for this test.
MADE_OF_OTHERS = {
    chains.close_next,
    exporting.export_ledger,
    plain_text.journal,
    verifying.verify,
    seals.known_keys,
}
# What each of the other two roles reads as well.
PORTAL = (
    queries.entries_between,
    set_aside.holds_of,
    history.tally,
    standing.standings,
)
BANK: dict[Callable[..., object], Read] = {
    seals.seal_lag: lambda db, it: seals.seal_lag(db, partner_id=it.world.partner_id),
    seals.last_block: lambda db, it: seals.last_block(db, partner_id=it.world.partner_id),
    seals.day_roots: lambda db, it: seals.day_roots(db, partner_id=it.world.partner_id),
    totals.totals_now: lambda db, _: totals.totals_now(db),
}


@contextmanager
def large_books(installation: Config, *, is_known: bool) -> Iterator[Large]:
    """In a database of its own, which leaves the other tests' small.

    Known to the planner, among other partners' rows; or not: then its statistics are of a moment
    when others had a few rows and this partner none.
    """
    admin = installation.database.admin
    assert admin is not None
    server = admin.set(drivername="postgresql", database="postgres")
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as db:
        db.execute(f"drop database if exists {DATABASE} with (force)")
        db.execute(f"create database {DATABASE} template {TEMPLATE}")
    url = admin.set(drivername="postgresql", database=DATABASE)
    own = Config.from_env(
        {
            "GUILDHALL_ENV": "test",
            "DATABASE_URL": url.render_as_string(hide_password=False),
            "REDIS_URL": installation.redis_url,
            "GUILDHALL_DATA": str(installation.data_folder),
        }
    )
    connect(own)
    try:
        engine = create_engine(make_url(url.set(drivername="postgresql+psycopg")))
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as superuser:
            if not is_known:
                _sample_others(superuser, own)
            large = _filled(superuser, own)
            if is_known:
                _copy_to_others(superuser, TransactionRow.__table__.name)
                _copy_to_others(superuser, EntryRow.__table__.name)
                superuser.exec_driver_sql("vacuum analyze")
        engine.dispose()
        yield large
    finally:
        connect(installation)


def _sample_others(superuser: Connection, config: Config) -> None:
    """The last that the planner hears of these tables."""
    for table in PARTNER_TABLES:
        superuser.exec_driver_sql(f"alter table {table} set (autovacuum_enabled = off)")
    other = World.open(config)
    for account in (other.ada, other.grace, other.ada):
        account.is_given("900.00")
    superuser.exec_driver_sql("analyze")


def _filled(superuser: Connection, config: Config) -> Large:
    world = World.open(config)
    ada, grace = world.ada.ledger_account_id, world.grace.ledger_account_id
    calls = known_calls(superuser)
    with partner_work(world.partner_id) as db:
        cash = queries.chart(db, world.program_id)["fbo_cash"]
    either = f"(array['{ada}', '{grace}']::uuid[])[1 + mod(n, 2)]"
    fill(world.partner_id, calls, Load(f"'{cash}'::uuid", either, POSTINGS))
    with partner_work(world.partner_id) as db:
        while seal(db, keys=keys_from(config.seal_keys), wall=wall_now()):
            pass
        for number in range(DAYS // 2):
            db.execute(
                text("select guildhall.snapshot_day(:partner, :day)"),
                {"partner": world.partner_id, "day": day_of(number)},
            )
        order = HoldOrder(ada, Money(1, "USD"), "Bench", ("bench", None), "hold")
        hold = place_hold(db, order, now=world.now)
    fill(world.partner_id, calls, Load(f"'{cash}'::uuid", either, TAIL, first_day=DAYS - 1))
    with partner_work(world.partner_id) as db:
        page = queries.entry_page(db, ada, limit=50)
    first = page.lines[-1].transaction_id
    assert page.next_cursor is not None
    customer_id = world.ada.customer_id
    return Large(world, cash, ada, customer_id, first, hold, page.next_cursor)


def _copy_to_others(superuser: Connection, table: str) -> None:
    """The same rows once more for partners of whom nothing else is known: mass, not meaning."""
    columns = TransactionRow.metadata.tables[table].columns
    rest = ", ".join(column.name for column in columns if column.name != "partner_id")
    others = [new_id(wall_now()) for _ in range(OTHER_PARTNERS)]
    superuser.execute(
        text(
            f"insert into {table} (partner_id, {rest}) select other, {rest} "
            f"from {table}, unnest(:others) other"
        ),
        {"others": others},
    )


def reads_of_the_ledger() -> Iterator[Callable[..., object]]:
    """Public functions of the ledger's modules that are handed a session."""
    for found in pkgutil.iter_modules(app.banking.ledger.__path__):
        if not found.ispkg:
            yield from _reads(import_module(f"app.banking.ledger.{found.name}"))


def _reads(module: ModuleType) -> Iterator[Callable[..., object]]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        is_own = function.__module__ == module.__name__ and not name.startswith("_")
        if is_own and next(iter(inspect.signature(function).parameters), "") == "db":
            yield function
