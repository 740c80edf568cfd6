"""`guildhall up` opens the bank, survives its own murder, and leaves nothing running behind."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.embedded import temporary_home
from app.storage.embedded.processes import wait_until
from app.supervise.supervisor import MARK

STOP_SECONDS_MAX = 60.0


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as place:
        yield place


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def open_bank(home: Path, port: int) -> subprocess.Popen[str]:
    """A bank without a demo world, at the moment its surfaces answer."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GUILDHALL_")}
    env |= {"GUILDHALL_DATA": str(home), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    env = {name: env[name] for name in env if name not in {"DATABASE_URL", "REDIS_URL"}}
    bank = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "up", "--empty"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert bank.stdout
    said = []
    for line in bank.stdout:
        said.append(line)
        if "ready after" in line:
            return bank
    raise AssertionError("".join(said))


def relatives(home: Path) -> list[str]:
    """Everything that still runs for this home: children by their mark, servers by their folder."""
    mark = f"{MARK}={home}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_child = mark in (entry / "environ").read_bytes().split(b"\0")
            is_server = (entry / "cwd").readlink().is_relative_to(home)
        except OSError:
            continue
        if is_child or is_server:
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def test_a_killed_bank_opens_again_and_closes_in_order(home: Path) -> None:
    port = free_port()
    murdered = open_bank(home, port)
    murdered.kill()
    murdered.communicate()

    bank = open_bank(home, port)
    bank.send_signal(signal.SIGTERM)
    said, _ = bank.communicate(timeout=STOP_SECONDS_MAX)

    stops = [line.split()[-1] for line in said.splitlines() if "| stopping " in line]
    assert stops[0] == "web"
    assert stops[-2:] == ["Valkey", "PostgreSQL"]
    assert bank.returncode == 0
    assert wait_until(lambda: not relatives(home), STOP_SECONDS_MAX), relatives(home)
    with socket.create_server(("127.0.0.1", port)):
        pass  # nobody holds the port any more
