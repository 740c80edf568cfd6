"""The ground a benchmark runs on: a fresh durable server, its accounts, and pgbench."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from app.config import DEVELOPMENT_SECRET, Config, role_password
from app.factory import start
from app.storage.embedded import PostgresServer, start_postgres, temporary_home
from app.storage.embedded.places import server_account
from app.storage.embedded.programs import postgres_programs
from app.storage.migrate import migrate_url
from app.storage.session import connect, disconnect
from bench.calls import Calls, known_calls
from bench.floor import FLOOR
from bench.people import Books, opened_books

ACCOUNTS = 1_000
TPS = re.compile(r"tps = ([0-9.]+)")
DONE = re.compile(r"actually processed: ([0-9]+)")
REAPED_SECONDS = 0.3  # for the postmaster to reap its children, whose time it then counts


@dataclass(frozen=True)
class Run:
    """What one pgbench run gave."""

    rate: float
    done: int
    server_seconds: float

    @property
    def microseconds(self) -> float:
        """The server's processor time for one transaction."""
        return self.server_seconds / self.done * 1e6


@dataclass(frozen=True)
class Ground:
    """One partner, its funded accounts, and a way to run pgbench as the app's own role."""

    server: PostgresServer
    database: str
    books: Books
    calls: Calls

    @property
    def admin_url(self) -> URL:
        url = make_url(self.server.url_of(self.database))
        return url.set(drivername="postgresql+psycopg")

    @contextmanager
    def as_admin(self) -> Iterator[Connection]:
        """A connection of the superuser that commits each statement."""
        engine = create_engine(self.admin_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            yield connection
        engine.dispose()

    def copied(self, name: str) -> "Ground":
        """The same ground in a database of its own, to be changed."""
        connect(Config.from_env(_environment(self.server, self.database)))  # none stays open
        at_home = replace(self, database="postgres")
        with at_home.as_admin() as db:
            db.exec_driver_sql(f"drop database if exists {name} with (force)")
            db.exec_driver_sql(f"create database {name} template {self.database}")
        return replace(self, database=name)

    def dropped(self) -> None:
        with replace(self, database="postgres").as_admin() as db:
            db.exec_driver_sql(f"drop database if exists {self.database} with (force)")

    def pgbench(self, script: str, *, clients: int, seconds: int) -> float:
        """Transactions a second of a script, with the partner's scope set for the session."""
        return self.run(script, clients=clients, length=("-T", str(seconds))).rate

    def run(self, script: str, *, clients: int, length: tuple[str, str]) -> Run:
        """Run a script (`-T` seconds or `-t` transactions a client) with prepared statements."""
        url = make_url(self.server.url)
        before = self.server_seconds()
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            program = postgres_programs(server_account()) / "pgbench"
            threads = str(min(clients, os.cpu_count() or 1))
            done = subprocess.run(
                [
                    program,
                    *("-n", "-M", "prepared", "-c", str(clients), "-j", threads, *length),
                    *("-h", str(url.query["host"]), "-U", "guildhall_app", "-f", file.name),
                    self.database,
                ],
                env={
                    **os.environ,
                    "PGPASSWORD": role_password(DEVELOPMENT_SECRET, "guildhall_app"),
                    "PGOPTIONS": f"-c guildhall.partner={self.books.partner_id}",
                },
                capture_output=True,
                text=True,
                check=False,
            )
        rate, count = TPS.search(done.stdout), DONE.search(done.stdout)
        if rate is None or count is None or done.returncode != 0:
            raise RuntimeError(done.stderr[-2000:])
        time.sleep(REAPED_SECONDS)
        # A rate, not money.
        return Run(float(rate[1]), int(count[1]), self.server_seconds() - before)

    def server_seconds(self) -> float:
        """Processor time of the server and of all its backends that have ended."""
        stat = Path(f"/proc/{self.server.process.pid}/stat")
        if not stat.exists():  # not Linux
            return 0.0
        fields = stat.read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def environment(self) -> dict[str, str]:
        """For a process of ours that works on this ground."""
        return {**os.environ, **_environment(self.server, self.database)}


@contextmanager
def ground(*, accounts: int = ACCOUNTS) -> Iterator[Ground]:
    """A server with durable commits, gone afterwards."""
    with temporary_home() as home:
        server = start_postgres(Path(home))
        try:
            yield _prepared(server, accounts)
        finally:
            disconnect()
            server.stop()


def _prepared(server: PostgresServer, accounts: int) -> Ground:
    database = "bench"
    url = make_url(server.database(database)).set(drivername="postgresql+psycopg")
    migrate_url(url, DEVELOPMENT_SECRET)
    start(Config.from_env(_environment(server, database)))
    books = opened_books(accounts)
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as admin:
        admin.exec_driver_sql(FLOOR.format(last=accounts - 1))
        admin.exec_driver_sql(_numbered(books.accounts))
        admin.execute(text("vacuum analyze"))
        calls = known_calls(admin)
    engine.dispose()
    return Ground(server, database, books, calls)


def _numbered(accounts: list[UUID]) -> str:
    """Accounts by number at no cost: a constant array, looked into by a function that is inlined.

    It bears no scope and no privilege, so both scripts, ours and the floor's, start alike.
    """
    listed = ",".join(map(str, accounts))
    return (
        "create function public.bench_account(n int) returns uuid language sql immutable as "
        f"$$ select ('{{{listed}}}'::uuid[])[n + 1] $$; "
        "grant execute on function public.bench_account to guildhall_app, guildhall_portal"
    )


def _environment(server: PostgresServer, database: str) -> dict[str, str]:
    return {"DATABASE_URL": server.url_of(database), "REDIS_URL": "unix:///none"}
