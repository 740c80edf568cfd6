"""The embedded PostgreSQL: made, started, stopped, and found again after a crash."""

import os
import shutil
import signal
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.storage.embedded import processes
from app.storage.embedded.places import (
    Account,
    EmbeddedError,
    Lock,
    kept_secret,
    private_folder,
    server_account,
    settle,
    socket_folder,
)
from app.storage.embedded.programs import postgres_programs

SUPERUSER = "postgres"
MAJOR_VERSION = "18"
START_SECONDS_MAX = 120.0  # replaying the log of a crash takes its time
STOPPING = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))  # fast, then immediate
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",  # no disk turns: a row by its index costs little more than a page
    "synchronous_commit": "on",
    "wal_compression": "pglz",
    "checkpoint_timeout": "15min",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "15s",  # a table that was empty is soon known not to be
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %u@%d ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
WITHOUT_SAFETY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `url` signs in as its superuser through a private socket."""

    sockets: Path
    password: str
    process: subprocess.Popen[bytes]
    lock: Lock

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return url_of(self.sockets, self.password, database)

    def database(self, name: str) -> str:
        """The address of a database, which is made when it is not there."""
        with psycopg.connect(self.url, autocommit=True) as db:
            found = db.execute("select 1 from pg_database where datname = %s", (name,)).fetchone()
            if found is None:
                db.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return self.url_of(name)

    def stop(self) -> None:
        self.end()
        self.lock.release()

    def end(self) -> None:
        if self.process.poll() is None:
            processes.stop(self.process, *STOPPING)


def start_postgres(home: Path, *, fsync: bool = True) -> PostgresServer:
    """Start PostgreSQL with its data under `home`, and end what an earlier run left behind.

    Without `fsync` a crash may lose everything: for tests only. The server ends with the
    thread that started it. Raises EmbeddedError with one line that says what to do.
    """
    account = server_account()
    home = settle(home, account)
    with ExitStack() as undo:
        lock = Lock(home / "postgres.lock", held_by="a Guildhall PostgreSQL")
        undo.callback(lock.release)
        password = kept_secret(home / "postgres.password")
        folder = private_folder(home / "postgres", account)
        programs = postgres_programs(account)
        data = made_once(folder, programs, account=account, password=password, fsync=fsync)
        sockets = socket_folder(home, account)
        clear_leftovers(data, sockets)
        log = home / "log" / "postgres.log"
        settings = SETTINGS | ({} if fsync else WITHOUT_SAFETY)
        command = [str(programs / "postgres"), "-D", str(data), "-k", str(sockets)]
        command += as_arguments(settings)
        process = processes.spawn(command, folder=data, log=log, account=account)
        server = PostgresServer(sockets, password, process, lock)
        undo.callback(server.end)
        wait_until_it_answers(server, log)
        undo.pop_all()
    return server


def running_url(home: Path, database: str) -> str:
    """The address of a database of the server that another process has started here."""
    account = server_account()
    home = settle(home, account)
    return url_of(socket_folder(home, account), kept_secret(home / "postgres.password"), database)


def url_of(sockets: Path, password: str, database: str) -> str:
    host = quote(str(sockets), safe="")
    return f"postgresql://{SUPERUSER}:{password}@/{database}?host={host}"


def made_once(
    folder: Path, programs: Path, *, account: Account, password: str, fsync: bool
) -> Path:
    """The data folder; a new one appears whole or not at all."""
    data = folder / "data"
    if data.exists():
        check_version(data)
        return data
    unfinished = folder / "data.new"
    processes.end_leftovers(unfinished)
    shutil.rmtree(unfinished, ignore_errors=True)
    initialise(unfinished, programs, account=account, password=password, fsync=fsync)
    (unfinished / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    unfinished.rename(data)
    return data


def check_version(data: Path) -> None:
    version = (data / "PG_VERSION").read_text().strip()
    if version != MAJOR_VERSION:
        raise EmbeddedError(
            f"the data in {data} is PostgreSQL {version}'s and this is PostgreSQL {MAJOR_VERSION}: "
            "see docs/operating.md for the upgrade, or start over with FRESH=1"
        )


def initialise(data: Path, programs: Path, *, account: Account, password: str, fsync: bool) -> None:
    password_file = data.with_name("password")
    password_file.unlink(missing_ok=True)
    password_file.write_text(password)
    password_file.chmod(0o600)
    if account.is_other:
        os.chown(password_file, account.uid, account.gid)
    command = [str(programs / "initdb"), "-D", str(data), "-U", SUPERUSER, "--no-instructions"]
    command += ["--auth=scram-sha-256", f"--pwfile={password_file}", "--data-checksums"]
    command += ["--encoding=UTF8", "--locale=C"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += [] if fsync else ["--no-sync"]
    log = data.parents[1] / "log" / "initdb.log"
    try:
        made = processes.spawn(command, folder=data.parent, log=log, account=account)
        if made.wait() != 0:
            raise EmbeddedError(f"PostgreSQL could not be set up: {processes.last_lines(log)}")
    finally:
        password_file.unlink(missing_ok=True)


def clear_leftovers(data: Path, sockets: Path) -> None:
    """After kill -9 of everything: no orphan, and no file that names a dead process."""
    processes.end_leftovers(data, *STOPPING)
    (data / "postmaster.pid").unlink(missing_ok=True)
    for stale in sockets.glob(".s.PGSQL.*"):
        stale.unlink()


def as_arguments(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def wait_until_it_answers(server: PostgresServer, log: Path) -> None:
    answered = processes.wait_until(
        lambda: server.process.poll() is not None or answers(server), START_SECONDS_MAX
    )
    if not answered or server.process.poll() is not None:
        raise EmbeddedError(f"PostgreSQL did not start ({log}): {processes.last_lines(log)}")


def answers(server: PostgresServer) -> bool:
    try:
        psycopg.connect(server.url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise EmbeddedError(
                f"the password kept for {server.sockets} is not the database's: "
                "restore the file postgres.password, or start over with FRESH=1"
            ) from None
        return False
    return True
