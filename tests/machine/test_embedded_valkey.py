"""The embedded Valkey rings the bell behind a password, and starts again after anything."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.storage.embedded import AlreadyRunning, ValkeyServer, start_valkey, temporary_home


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as place:
        yield place


@pytest.fixture
def server(home: Path) -> Iterator[ValkeyServer]:
    started = start_valkey(home)
    yield started
    started.stop()


def test_it_answers_through_its_address(server: ValkeyServer) -> None:
    with redis.Redis.from_url(server.url) as client:
        assert client.ping()


def test_it_answers_nobody_without_the_password(server: ValkeyServer) -> None:
    with (
        redis.Redis(unix_socket_path=str(server.socket)) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_its_password_is_not_in_the_process_list(server: ValkeyServer) -> None:
    command = Path(f"/proc/{server.process.pid}/cmdline").read_bytes()

    assert server.password.encode() not in command


def test_two_at_once_is_refused(home: Path, server: ValkeyServer) -> None:
    with pytest.raises(AlreadyRunning):
        start_valkey(home)


def test_it_starts_again_after_kill_nine(home: Path) -> None:
    first = start_valkey(home)
    os.kill(first.process.pid, signal.SIGKILL)
    first.stop()

    second = start_valkey(home)

    with redis.Redis.from_url(second.url) as client:
        assert client.ping()
    second.stop()
