"""The process above all others: keeps the children alive, and stops them in order."""

import os
import select
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from app.storage.embedded.places import EmbeddedError
from app.supervise.child import Child, Role, own_command
from app.supervise.screen import say

STOP_SECONDS = 10.0
PUMP_SECONDS = 0.25
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MARK = "GUILDHALL_SUPERVISED_BY"

# In the order of stopping: first nobody comes in, then nothing new falls due, then the work ends.
ROLES = (
    Role("web", own_command("web")),
    Role("schedule", own_command("work", "--only", "schedule")),
    Role("relay", own_command("work", "--only", "relay")),
    Role("worker", own_command("work", "--only", "worker")),
    Role("sealer", own_command("work", "--only", "sealer")),
    Role("auditor", own_command("work", "--only", "auditor")),
    Role("outside", own_command("outside")),
)


class StopAsked(Exception):
    """Somebody wants us to end."""


@dataclass
class Supervisor:
    """Children of one installation; every process is started by the thread that calls this."""

    home: Path
    folder: Path
    children: list[Child] = field(default_factory=list)
    stop_asked: threading.Event = field(default_factory=threading.Event)
    is_stopping: bool = False

    def child(self, role: Role, env: Mapping[str, str]) -> Child:
        marked = {**env, MARK: str(self.home)}
        return Child(role, marked, self.folder, self.home / "log" / f"{role.name}.log")

    def run_to_end(self, role: Role, env: Mapping[str, str]) -> None:
        """One task that must succeed before anything else makes sense."""
        task = self.child(role, env)
        self.children.append(task)
        task.start()
        while task.is_running:
            self.pump()
        self.pump_all(task)
        self.children.remove(task)
        if task.process and task.process.returncode != 0:
            raise EmbeddedError(
                f"{role.name} did not succeed; its reasons are above and in {task.log}"
            )

    def start(self, roles: Sequence[Role], env: Mapping[str, str]) -> None:
        for role in roles:
            child = self.child(role, env)
            self.children.append(child)
            child.start()

    def watch(self) -> None:
        """Start again who has ended, each with patience of its own."""
        for child in self.children:
            if child.has_ended:
                self.pump_all(child)
                code = child.process.returncode if child.process else None
                pause = child.rest()
                say("guildhall", f"{child.role.name} ended ({code}); again in {pause:.0f} s")
            elif child.is_due:
                child.start()

    def pump(self, patience: float = PUMP_SECONDS) -> None:
        """Pass on what the children say, waiting a moment for it; raises StopAsked."""
        if self.stop_asked.is_set() and not self.is_stopping:
            raise StopAsked
        speakers = {child.output: child for child in self.children if child.output}
        heard, _, _ = select.select(list(speakers), [], [], patience)
        for stream in heard:
            for line in speakers[stream].lines():
                say(speakers[stream].role.name, line)

    def pump_all(self, child: Child) -> None:
        """The last words of one that has ended."""
        while lines := child.lines():
            for line in lines:
                say(child.role.name, line)

    def stop(self) -> None:
        """One after the other, in the order of the table; nobody is waited for without end."""
        self.is_stopping = True
        for child in self.children:
            if child.is_running:
                say("guildhall", f"stopping {child.role.name}")
            child.ask_to_stop()
            deadline = time.monotonic() + STOP_SECONDS
            while child.is_running and time.monotonic() < deadline:
                self.pump(0.05)
            self.pump_all(child)
            child.kill()


@contextmanager
def asking_to_stop(asked: threading.Event) -> Iterator[None]:
    """A signal only asks: an exception raised just anywhere could be lost, or break the order."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {wanted: signal.signal(wanted, ask) for wanted in STOP_SIGNALS}
    try:
        yield
    finally:
        for wanted, earlier in before.items():
            signal.signal(wanted, earlier)


def end_orphans(home: Path) -> None:
    """Children that outlived a supervisor's kill -9: they carry its mark in their environment."""
    mark = f"{MARK}={home}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = mark in (entry / "environ").read_bytes().split(b"\0")
            if is_ours and int(entry.name) != os.getpid():
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:  # ended meanwhile, or another account's
            continue
