"""How fast the core is here, each beside a reference measured in the same run on the same machine.

`make bench` starts a PostgreSQL of its own with fsync on, so that a commit costs what it costs.
Figures of different machines do not compare; the column "of reference" does.
"""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from threading import Lock

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.config import Config
from app.kernel.ids import new_id
from app.kernel.money import Money
from app.storage import crypto
from app.storage.embedded import start_postgres, temporary_home
from app.storage.migrate import migrate_url
from app.storage.session import connect, disconnect, partner_work
from tests.customer_verbs import Person
from tests.world import World

SECONDS = 3.0
CLIENTS = 4
ROUNDS = 3
PENNY = Money(1, "USD")
REFERENCE_TABLE = "create table reference (id bigint generated always as identity, note text)"


@dataclass(frozen=True)
class Rate:
    """The median of several rounds, with its slowest and fastest."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    def __str__(self) -> str:
        return f"{self.median:,.0f}/s ({min(self.rounds):,.0f} to {max(self.rounds):,.0f})"


def rate(work: Callable[[], int], *, clients: int = 1) -> Rate:
    """How much `work`, called by so many threads at once, gets done in a second."""
    return Rate(tuple(one_round(work, clients) for _ in range(ROUNDS)))


def one_round(work: Callable[[], int], clients: int) -> float:
    began = time.perf_counter()

    def until_the_end(_client: int) -> int:
        done = 0
        while time.perf_counter() - began < SECONDS:
            done += work()
        return done

    with ThreadPoolExecutor(clients) as threads:
        done = sum(threads.map(until_the_end, range(clients)))
    return done / (time.perf_counter() - began)


class Postings:
    """Pennies that arrive: one pooled account against one customer's account."""

    def __init__(self, person: Person) -> None:
        self._world = person.world
        self._keys = count()
        self._lock = Lock()
        with partner_work(self._world.partner_id) as db:
            cash = chart(db, self._world.program_id)["fbo_cash"]
        self._entries = move(PENNY, debit=cash, credit=person.ledger_account_id)
        self._subject = ("account", person.account_id)

    def one(self) -> int:
        return self.batch(1)

    def hundred(self) -> int:
        return self.batch(100)

    def batch(self, size: int) -> int:
        with partner_work(self._world.partner_id) as db:
            for _ in range(size):
                post(db, self._draft(), now=self._world.now)
        return size

    def _draft(self) -> Draft:
        with self._lock:
            key = f"bench {next(self._keys)} {new_id(self._world.now)}"
        return Draft(
            key=key,
            cause=Cause.ACH_INCOMING,
            subject=self._subject,
            description="Bench",
            effective_on=self._world.now.date(),
            entries=self._entries,
        )


def commits(url: str) -> Callable[[], int]:
    """The reference: one row in one table, committed; no rules, no scope, no layers of ours."""
    idle: list[psycopg.Connection] = []

    def commit_one() -> int:
        db = idle.pop() if idle else psycopg.connect(url)
        with db.transaction():
            db.execute("insert into reference (note) values ('x')")
        idle.append(db)
        return 1

    return commit_one


def main() -> None:
    with ExitStack() as stack:
        home = stack.enter_context(temporary_home())
        server = start_postgres(home)
        stack.callback(server.stop)
        stack.callback(disconnect)
        with psycopg.connect(server.url, autocommit=True) as db:
            db.execute(REFERENCE_TABLE)
        postings = Postings(customer(server.database("guildhall")))
        show(measure(postings, commits(server.url)))


def customer(url: str) -> Person:
    """Ada, with an account at Harbor, in a database of this run's own."""
    config = Config.from_env(
        {"GUILDHALL_ENV": "test", "DATABASE_URL": url, "REDIS_URL": "redis://not.asked/0"}
    )
    migrate_url(make_url(url).set(drivername="postgresql+psycopg"), config.secret_key)
    connect(config)
    crypto.use_key(config.encryption_key)
    return World.open(config).ada


def measure(postings: Postings, commit_one: Callable[[], int]) -> list[tuple[str, Rate, str, Rate]]:
    alone, together = rate(commit_one), rate(commit_one, clients=CLIENTS)
    plain = "bare commits"
    return [
        ("postings, one client", rate(postings.one), plain, alone),
        (f"postings, {CLIENTS} clients", rate(postings.one, clients=CLIENTS), plain, together),
        ("postings, batches of 100", rate(postings.hundred), plain, alone),
    ]


def show(results: list[tuple[str, Rate, str, Rate]]) -> None:
    table = Table("What", "Rate", "Reference", "Its rate", "Of reference")
    for what, found, reference, beside in results:
        share = f"{found.median / beside.median:.2f}"
        table.add_row(what, str(found), reference, str(beside), share)
    Console().print(table)


if __name__ == "__main__":
    main()
