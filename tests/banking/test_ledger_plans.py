"""Every read of the ledger finds its rows by the partner, and sorts no more than a page."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

import app.banking.ledger
from app.banking.ledger import (
    asides,
    balances,
    books,
    exporting,
    history,
    lines,
    plain_text,
    proofs,
    queries,
    sealed_lines,
    seals,
    standing,
    totals,
    verifying,
)
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.seal import seal
from app.banking.ledger.proof.keys import keys_from
from app.banking.ledger.tables import EntryRow, LedgerAccountRow, TransactionRow
from app.config import Config
from app.kernel.ids import HoldId, LedgerAccountId, TransactionId, new_id
from app.kernel.money import Money
from app.storage.clock import wall_now
from app.storage.session import bank_reading, connect, customer_work, partner_work
from bench.calls import known_calls
from bench.loader import DAYS, Load, day_of, fill
from tests.conftest import TEMPLATE
from tests.query_plans import Asked, asked_by, faults_of
from tests.world import World

POSTINGS = 10_000
OTHER_PARTNERS = 6
TAIL = 40
DATABASE = "guildhall_plans"
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
    asides.hold_page: lambda db, it: asides.hold_page(db, ledger_account_id=it.ada),
    asides.hold_detail: lambda db, it: asides.hold_detail(db, it.hold),
    asides.locks: lambda db, _: asides.locks(db),
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
    books.deposit_page: lambda db, it: books.deposit_page(db, it.world.program_id),
    books.trial_balance: lambda db, it: books.trial_balance(
        db, books.When(on=MIDDLE), program_id=it.program
    ),
    history.tally: lambda db, it: history.tally(db, it.ada, last=MIDDLE),
    history.history: lambda db, it: history.history(db, it.ada, first=MIDDLE, last=MIDDLE),
    history.posted_under: lambda db, _: history.posted_under(db, "a key"),
    lines.line_page: lambda db, it: lines.line_page(
        db, it.ada, lines.LineFilter(), before=it.line, limit=25
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
    queries.entry_page: lambda db, it: queries.entry_page(db, it.ada, before=it.line),
    queries.entries_between: lambda db, it: queries.entries_between(
        db, it.ada, first=MIDDLE, last=MIDDLE
    ),
    queries.transaction_detail: lambda db, it: queries.transaction_detail(db, it.transaction),
    queries.reversed_by: lambda db, it: queries.reversed_by(db, it.transaction),
    queries.transactions_of: lambda db, _: queries.transactions_of(db, new_id(wall_now())),
    queries.holds_of: lambda db, it: queries.holds_of(db, it.ada),
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
MADE_OF_OTHERS = {exporting.export_ledger, plain_text.journal, verifying.verify, seals.known_keys}
# What each of the other two roles reads as well.
PORTAL = (
    queries.entries_between,
    queries.holds_of,
    history.tally,
    standing.standings,
)
BANK: dict[Callable[..., object], Read] = {
    seals.seal_lag: lambda db, it: seals.seal_lag(db, partner_id=it.world.partner_id),
    seals.last_block: lambda db, it: seals.last_block(db, partner_id=it.world.partner_id),
    seals.day_roots: lambda db, it: seals.day_roots(db, partner_id=it.world.partner_id),
    totals.totals_now: lambda db, _: totals.totals_now(db),
}


@pytest.fixture(scope="module")
def large(installation: Config) -> Iterator[Large]:
    """In a database of its own, which leaves the other tests' small."""
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
    yield _filled(own)
    connect(installation)


def _filled(config: Config) -> Large:
    world = World.open(config)
    ada, grace = world.ada.ledger_account_id, world.grace.ledger_account_id
    admin = config.database.admin
    assert admin is not None
    engine = create_engine(make_url(admin), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        calls = known_calls(connection)
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
    with engine.connect() as connection:
        for table in (TransactionRow.__table__, EntryRow.__table__):
            _copy_to_others(connection, table.name, [column.name for column in table.columns])
        connection.exec_driver_sql("vacuum analyze")
    engine.dispose()
    with partner_work(world.partner_id) as db:
        page = queries.entry_page(db, ada, limit=50)
    first = page.lines[-1].transaction_id
    assert page.next_cursor is not None
    customer_id = world.ada.customer_id
    return Large(world, cash, ada, customer_id, first, hold, page.next_cursor)


def _copy_to_others(connection: object, table: str, columns: list[str]) -> None:
    """The same rows once more for partners of whom nothing else is known: mass, not meaning."""
    rest = ", ".join(column for column in columns if column != "partner_id")
    others = [new_id(wall_now()) for _ in range(OTHER_PARTNERS)]
    connection.execute(  # type: ignore[attr-defined]
        text(
            f"insert into {table} (partner_id, {rest}) select other, {rest} "
            f"from {table}, unnest(:others) other"
        ),
        {"others": others},
    )


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
        for module in _modules()
        for function in _reads(module)
        if function not in known
    ]
    assert missing == [], "add an example of each to EXAMPLES, so that its plan is looked at"


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(app.banking.ledger.__path__):
        if not found.ispkg:
            yield import_module(f"app.banking.ledger.{found.name}")


def _reads(module: ModuleType) -> Iterator[Callable[..., object]]:
    """Public functions of the module itself that are handed a session."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        is_own = function.__module__ == module.__name__ and not name.startswith("_")
        if is_own and next(iter(inspect.signature(function).parameters), "") == "db":
            yield function
