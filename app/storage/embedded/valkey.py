"""The embedded Valkey: it rings the bell for work that Postgres holds, so it keeps nothing."""

import signal
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import redis

from app.storage.embedded import processes
from app.storage.embedded.places import (
    EmbeddedError,
    Lock,
    kept_secret,
    private_folder,
    server_account,
    settle,
    socket_folder,
)
from app.storage.embedded.programs import valkey_program

START_SECONDS_MAX = 20.0
STOPPING = ((signal.SIGTERM, 10.0),)


@dataclass(frozen=True)
class ValkeyServer:
    """A running server, reached through a private socket with a password."""

    socket: Path
    password: str
    process: subprocess.Popen[bytes]
    lock: Lock

    @property
    def url(self) -> str:
        return url_of(self.socket, self.password)

    def stop(self) -> None:
        self.end()
        self.lock.release()

    def end(self) -> None:
        if self.process.poll() is None:
            processes.stop(self.process, *STOPPING)


def start_valkey(home: Path) -> ValkeyServer:
    """Start an empty Valkey; raises EmbeddedError with one line that says what to do."""
    account = server_account()
    home = settle(home, account)
    with ExitStack() as undo:
        lock = Lock(home / "valkey.lock", held_by="a Guildhall Valkey")
        undo.callback(lock.release)
        password = kept_secret(home / "valkey.password")
        folder = private_folder(home / "valkey", account)
        processes.end_leftovers(folder, *STOPPING)
        socket = socket_folder(home, account) / "valkey.sock"
        socket.unlink(missing_ok=True)
        log = home / "log" / "valkey.log"
        # Settings by pipe: a password is not for `ps`.
        command = [str(valkey_program(account)), "-"]
        process = processes.spawn(command, folder=folder, log=log, account=account)
        server = ValkeyServer(socket, password, process, lock)
        undo.callback(server.end)
        hand_over(process, settings(folder, socket, password))
        wait_until_it_answers(server, log)
        undo.pop_all()
    return server


def running_url(home: Path) -> str:
    """The address of the server that another process has started here."""
    account = server_account()
    home = settle(home, account)
    return url_of(
        socket_folder(home, account) / "valkey.sock", kept_secret(home / "valkey.password")
    )


def url_of(socket: Path, password: str) -> str:
    return f"unix://:{password}@{socket}?db=0"


def settings(folder: Path, socket: Path, password: str) -> str:
    return "\n".join(
        (
            "port 0",
            f'unixsocket "{socket}"',
            "unixsocketperm 700",
            f"requirepass {password}",
            f'dir "{folder}"',
            'save ""',
            "appendonly no",
            "daemonize no",
            "loglevel warning",
            "maxmemory-policy noeviction",
            "",
        )
    )


def hand_over(process: subprocess.Popen[bytes], text: str) -> None:
    if process.stdin:
        with process.stdin as pipe:
            pipe.write(text.encode())


def wait_until_it_answers(server: ValkeyServer, log: Path) -> None:
    answered = processes.wait_until(
        lambda: server.process.poll() is not None or answers(server), START_SECONDS_MAX
    )
    if not answered or server.process.poll() is not None:
        raise EmbeddedError(f"Valkey did not start ({log}): {processes.last_lines(log)}")


def answers(server: ValkeyServer) -> bool:
    try:
        with redis.Redis.from_url(server.url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False
