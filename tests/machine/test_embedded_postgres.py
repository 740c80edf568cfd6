"""The embedded PostgreSQL comes back after anything, and lets nobody in without its password."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.storage.embedded import (
    AlreadyRunning,
    EmbeddedError,
    PostgresServer,
    start_postgres,
    temporary_home,
)
from app.storage.embedded.places import SOCKET_PATH_BYTES_MAX
from app.storage.embedded.processes import wait_until, working_in

NOTE = "create table note (text text); insert into note values ('paid')"
STARTER = """
import sys, pathlib, psycopg
from app.storage.embedded import start_postgres
server = start_postgres(pathlib.Path(sys.argv[1]))
with psycopg.connect(server.url) as db:
    db.execute(sys.argv[2])
print(server.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as place:
        yield place


def read_note(server: PostgresServer) -> str:
    with psycopg.connect(server.url) as db:
        row = db.execute("select text from note").fetchone()
    assert row
    return str(row[0])


def start_elsewhere(home: Path) -> tuple[subprocess.Popen[str], int]:
    """A server started by another process, with a note written; gives that process and its pid."""
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(home), NOTE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout
    return starter, int(starter.stdout.readline())


def test_what_was_written_is_there_after_a_restart(home: Path) -> None:
    first = start_postgres(home, fsync=False)
    with psycopg.connect(first.url) as db:
        db.execute(NOTE)
    first.stop()

    second = start_postgres(home, fsync=False)

    assert read_note(second) == "paid"
    second.stop()


def test_it_comes_back_after_kill_nine_of_everything(home: Path) -> None:
    starter, _ = start_elsewhere(home)
    starter.kill()
    for pid in working_in(home / "postgres" / "data"):
        os.kill(pid, signal.SIGKILL)
    starter.communicate()

    server = start_postgres(home)

    assert read_note(server) == "paid"
    server.stop()


def test_it_ends_with_the_process_that_started_it(home: Path) -> None:
    starter, pid = start_elsewhere(home)

    starter.kill()
    starter.communicate()

    assert wait_until(lambda: not Path(f"/proc/{pid}").exists(), 30)


def test_an_orphan_is_stopped_and_its_data_kept(home: Path) -> None:
    starter, pid = start_elsewhere(home)
    os.kill(pid, signal.SIGSTOP)  # it cannot obey when its starter dies
    starter.kill()
    starter.communicate()
    os.kill(pid, signal.SIGCONT)

    server = start_postgres(home)

    assert read_note(server) == "paid"
    server.stop()


def test_a_process_id_in_use_by_somebody_else_blocks_nothing(home: Path) -> None:
    start_postgres(home, fsync=False).stop()
    data = home / "postgres" / "data"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")

    start_postgres(home, fsync=False).stop()


def test_a_setup_that_was_interrupted_is_made_again(home: Path) -> None:
    unfinished = home / "postgres" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "half").touch()

    start_postgres(home, fsync=False).stop()

    assert not unfinished.exists()


def test_two_at_once_is_refused_in_one_line(home: Path) -> None:
    server = start_postgres(home, fsync=False)

    with pytest.raises(AlreadyRunning, match=rf"already running here \(process {os.getpid()}\)"):
        start_postgres(home, fsync=False)

    server.stop()


def test_another_versions_data_is_left_alone(home: Path) -> None:
    start_postgres(home, fsync=False).stop()
    (home / "postgres" / "data" / "PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedError, match="PostgreSQL 17's and this is PostgreSQL 18"):
        start_postgres(home, fsync=False)


@pytest.mark.parametrize("password", ["", "guess"])
def test_nobody_enters_without_the_password(home: Path, password: str) -> None:
    server = start_postgres(home, fsync=False)

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=str(server.sockets), user="postgres", dbname="postgres", password=password
        )

    server.stop()


def test_it_listens_on_no_network_and_guards_its_pages(home: Path) -> None:
    server = start_postgres(home)
    names = ("listen_addresses", "fsync", "synchronous_commit", "data_checksums", "wal_compression")

    with psycopg.connect(server.url) as db:
        found = [db.execute(f"show {name}").fetchone() for name in names]

    assert [row[0] for row in found if row] == ["", "on", "on", "on", "pglz"]
    server.stop()


def test_a_long_path_gets_its_sockets_elsewhere(home: Path) -> None:
    deep = home / ("a" * 60) / ("b" * 60)
    deep.parent.mkdir(mode=0o755)

    server = start_postgres(deep, fsync=False)

    assert len(os.fsencode(server.sockets / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES_MAX
    assert deep not in server.sockets.parents
    server.stop()
    server.sockets.rmdir()


def test_a_database_is_made_once(home: Path) -> None:
    server = start_postgres(home, fsync=False)

    assert server.database("guildhall") == server.database("guildhall")

    server.stop()
