"""Many clients at once at one ledger, each in transactions of its own, and who waits for whom."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft, move
from app.kernel.errors import DomainError
from app.kernel.ids import LedgerAccountId, TransactionId
from app.kernel.money import Money
from app.storage.retries import again, is_tie
from app.storage.session import partner_work
from tests.seal_verbs import superuser
from tests.world import World

LOCKED = "55P03"  # whoever waits for three seconds is told that nothing was done
_serial = count(1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@dataclass
class Crowd:
    """Counts what happened to all clients; any other error than a refusal is kept."""

    seen: Counter[str] = field(default_factory=Counter)
    errors: list[BaseException] = field(default_factory=list)
    waits: int = 0

    @property
    def conflicts(self) -> int:
        """How often two clients wanted the same: a run without any has attacked nothing."""
        refused = sum(n for what, n in self.seen.items() if what.startswith("refused"))
        return refused + self.seen["tie"] + self.waits

    def run(self, *clients: Callable[[], None]) -> None:
        """All at once, until each is done; raises the first error that is nobody's refusal."""
        threads = [threading.Thread(target=self._guarded, args=(each,)) for each in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def does(self, what: str, do: Callable[..., object], *with_: object) -> None:
        """One thing at a door: ties are tried again and counted, refusals are counted.

        It counts as `what`, or as what it returns.
        """

        def once() -> object:
            try:
                return do(*with_)
            except DBAPIError as error:
                self.seen["tie"] += is_tie(error)
                raise

        try:
            done = again(once)
            self.seen[what or str(done)] += 1
        except DomainError as error:
            self.seen[f"refused: {error.code}"] += 1
        except PoolTimeoutError:  # more clients than a process has connections for: come again
            self.seen["no connection"] += 1
            self.does(what, do, *with_)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCKED:
                raise
            self.seen["waited too long"] += 1
            self.does(what, do, *with_)

    def _guarded(self, client: Callable[[], None]) -> None:
        try:
            client()
        except BaseException as error:  # noqa: BLE001 -- told by run()
            self.errors.append(error)

    @contextmanager
    def watched(self, world: World) -> Iterator[None]:
        """Count who is seen to wait for a lock."""
        stopping = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(world, stopping))
        watcher.start()
        try:
            yield
        finally:
            stopping.set()
            watcher.join()

    def _watch(self, world: World, stopping: threading.Event) -> None:
        question = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
            "and datname = current_database()"
        )
        with superuser(world.config) as db:
            db.autocommit = True
            while not stopping.wait(0.005):
                self.waits += _one(db, question)


def deadlocks(world: World) -> int:
    """How many Postgres has broken in this database."""
    with superuser(world.config) as db:
        db.execute("select pg_stat_force_next_flush()")
        return _one(db, "select deadlocks from pg_stat_database where datname = current_database()")


def until(seconds: float) -> Iterator[int]:
    """Count on until the time is over."""
    deadline = time.monotonic() + seconds
    numbers = count()
    while time.monotonic() < deadline:
        yield next(numbers)


def opens(world: World, *, pooled: bool = False, count_of: int = 1) -> list[LedgerAccountId]:
    """Liabilities of the program, empty."""
    accounts = []
    with partner_work(world.partner_id) as db:
        for _ in range(count_of):
            code = f"crowd {next(_serial)}"
            floor = None if pooled else 0
            order = LedgerAccountOrder(
                code, "Crowd", "liability", "USD", is_pooled=pooled, floor_minor=floor
            )
            accounts.append(open_ledger_account(db, order, now=world.now))
    return accounts


def draft(
    world: World, giver: LedgerAccountId, taker: LedgerAccountId, minor: int, key: str
) -> Draft:
    return Draft(
        key=key,
        cause=Cause.BOOK_TRANSFER,
        subject=("account", None),
        description="",
        effective_on=world.now.date(),
        entries=move(usd(minor), debit=giver, credit=taker),
    )


def pays(
    world: World, giver: LedgerAccountId, taker: LedgerAccountId, minor: int, key: str
) -> TransactionId:
    with partner_work(world.partner_id) as db:
        return post(db, draft(world, giver, taker, minor, key), now=world.now).id


def two_of(dice: random.Random, accounts: list[LedgerAccountId]) -> list[LedgerAccountId]:
    return dice.sample(accounts, 2)


def _one(db: psycopg.Connection, question: str) -> int:
    row = db.execute(question).fetchone()
    assert row is not None
    return int(row[0])
