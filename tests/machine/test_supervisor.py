"""The supervisor stops its children in order, starts again who fell, and leaves none behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.embedded import temporary_home
from app.storage.embedded.processes import wait_until
from app.supervise.child import Role
from app.supervise.supervisor import MARK, ROLES, Supervisor, end_orphans

PATIENCE = 30.0
OBEDIENT = """
import pathlib, signal, sys
diary = pathlib.Path(sys.argv[2])
def stop(*_):
    with diary.open("a") as out:
        out.write(sys.argv[1] + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
print("at work", flush=True)
while True:
    signal.pause()
"""
DEAF = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("at work", flush=True)
while True:
    signal.pause()
"""
OVERSEER = """
import os, pathlib, sys
from app.supervise.child import Role
from app.supervise.supervisor import Supervisor
home = pathlib.Path(sys.argv[1])
overseer = Supervisor(home, home)
overseer.start([Role("web", ("-c", sys.argv[2]))], os.environ)
print(overseer.children[0].process.pid, flush=True)
while True:
    overseer.pump()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as place:
        yield place


@pytest.fixture
def supervisor(home: Path) -> Iterator[Supervisor]:
    made = Supervisor(home, home)
    yield made
    made.stop()


def pump_until_logged(supervisor: Supervisor, text: str, times: int = 1) -> None:
    """Listen until every child's log holds the text that often."""

    def is_logged() -> bool:
        supervisor.pump()
        return all(
            child.log.exists() and child.log.read_text().count(text) >= times
            for child in supervisor.children
        )

    assert wait_until(is_logged, PATIENCE)


def test_children_stop_one_after_the_other_in_the_order_of_the_table(
    home: Path, supervisor: Supervisor
) -> None:
    diary = home / "diary"
    roles = [Role(role.name, ("-c", OBEDIENT, role.name, str(diary))) for role in ROLES]
    supervisor.start(roles, os.environ)
    pump_until_logged(supervisor, "at work")

    supervisor.stop()

    assert diary.read_text().split() == [role.name for role in ROLES]
    assert [role.name for role in ROLES][-3:] == ["sealer", "auditor", "outside"]


def test_a_child_that_falls_is_started_again(home: Path, supervisor: Supervisor) -> None:
    supervisor.start([Role("worker", ("-c", OBEDIENT, "worker", str(home / "diary")))], os.environ)
    pump_until_logged(supervisor, "at work")
    (child,) = supervisor.children
    assert child.process
    os.kill(child.process.pid, signal.SIGKILL)

    def is_back() -> bool:
        supervisor.pump()
        supervisor.watch()
        return child.log.read_text().count("at work") == 2

    assert wait_until(is_back, PATIENCE)


def test_the_pause_before_a_restart_grows_to_a_limit(supervisor: Supervisor) -> None:
    child = supervisor.child(Role("worker", ("-c", "pass")), os.environ)

    pauses = []
    for _ in range(8):
        child.start()
        pauses.append(child.rest())

    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_a_task_that_fails_stops_the_opening(supervisor: Supervisor) -> None:
    with pytest.raises(Exception, match="migrate did not succeed"):
        supervisor.run_to_end(Role("migrate", ("-c", "raise SystemExit(1)")), os.environ)


def test_what_a_task_says_last_is_kept(supervisor: Supervisor) -> None:
    supervisor.run_to_end(Role("migrate", ("-c", "print('schema 7')")), os.environ)

    assert (supervisor.home / "log" / "migrate.log").read_text() == "schema 7\n"


def test_children_end_with_a_supervisor_that_was_killed(home: Path) -> None:
    overseer = subprocess.Popen(
        [sys.executable, "-c", OVERSEER, str(home), "import signal; signal.pause()"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert overseer.stdout
    pid = int(overseer.stdout.readline())

    overseer.kill()
    overseer.communicate()

    assert wait_until(lambda: not Path(f"/proc/{pid}").exists(), PATIENCE)


def test_one_that_would_not_end_is_ended_at_the_next_start(home: Path) -> None:
    deaf = subprocess.Popen(
        [sys.executable, "-c", DEAF],
        env={**os.environ, MARK: str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert deaf.stdout
    deaf.stdout.readline()

    end_orphans(home)

    assert deaf.wait(PATIENCE) == -signal.SIGKILL
    deaf.stdout.close()
