"""One child process of the supervisor: started, listened to, restarted with patience, stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.storage.embedded.processes import dies_with_parent, open_log

PAUSE_SECONDS_MIN = 0.5
PAUSE_SECONDS_MAX = 30.0
HEALTHY_AFTER_SECONDS = 60.0
READ_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Role:
    """What a child is for, and what the interpreter is told to run."""

    name: str
    arguments: tuple[str, ...]


def own_command(*words: str) -> tuple[str, ...]:
    """`guildhall WORDS…` by the very interpreter that runs us."""
    return ("-m", "app.cli", *words)


@dataclass
class Child:
    """A running or resting process of one role."""

    role: Role
    env: Mapping[str, str]
    folder: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = PAUSE_SECONDS_MIN
    _rest: bytes = field(default=b"")

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.start_again_at

    @property
    def output(self) -> IO[bytes] | None:
        stream = self.process.stdout if self.process else None
        return stream if stream and not stream.closed else None

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches the supervisor alone, which keeps the order."""
        self.process = subprocess.Popen(  # noqa: S603 our own command
            [sys.executable, *self.role.arguments],
            bufsize=0,
            cwd=self.folder,
            env={**self.env, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 two system calls
        )
        self.started_at = time.monotonic()
        if self.process.stdout:
            os.set_blocking(self.process.stdout.fileno(), False)

    def rest(self) -> float:
        """Plan the next start; the pause doubles until the child has lived long enough once."""
        self.kill()
        self.process = None
        lived = time.monotonic() - self.started_at
        is_healthy = lived > HEALTHY_AFTER_SECONDS
        self.pause = PAUSE_SECONDS_MIN if is_healthy else min(self.pause * 2, PAUSE_SECONDS_MAX)
        self.start_again_at = time.monotonic() + self.pause
        return self.pause

    def lines(self) -> list[str]:
        """Whole lines said since the last time; they are written to the log as well."""
        said = self._read()
        if not said:
            return []
        with open_log(self.log) as log:
            log.write(said)
        *whole, self._rest = (self._rest + said).split(b"\n")
        return [line.decode(errors="replace") for line in whole]

    def _read(self) -> bytes:
        """What is there now; the pipe is closed once nobody writes to it any more."""
        stream = self.output
        if stream is None:
            return b""
        said = stream.read(READ_BYTES)
        if said == b"":
            stream.close()
        return said or b""

    def ask_to_stop(self) -> None:
        if self.process and self.is_running:
            self.process.terminate()

    def kill(self) -> None:
        """The whole session: a child may have had workers of its own."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.output:
            self.output.close()
