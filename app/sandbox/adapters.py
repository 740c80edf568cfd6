"""How we reach a rail: what a real processor would implement, and the sandbox's way by folders."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.config import Config, ConfigError
from app.kernel.errors import Conflict
from app.sandbox.bank_chart import folder_of, write_whole
from app.sandbox.books import note_received

ROOTS = "roots"
TO_FED, FROM_FED, SETTLEMENTS, FED = "to_fed", "from_fed", "settlements", "fed"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The rail's word that a file's money has moved: which file exactly, and on which day."""

    name: str
    sha256: str
    settled_on: date


class RailAdapter(Protocol):
    """Files go out by name, once; what became of them is asked for by the same name."""

    def send(self, bank_slug: str, name: str, content: bytes) -> None:
        """Hand a file over; again with the same content changes nothing, else Conflict."""

    def settlement_of(self, bank_slug: str, name: str) -> Settlement | None:
        """The settlement of a file that was sent, once there is one."""

    def acknowledge(self, bank_slug: str, name: str) -> None:
        """The settlement is booked here; it need not be told again."""

    def hand_over(self, bank_slug: str, content: bytes, on: date) -> None:
        """The bank gets its copy of a file that reached us another way and was accepted."""


@dataclass(frozen=True, slots=True)
class FolderRail:
    """The sandbox's Fed takes files from a folder of each bank, and answers into others."""

    data_folder: Path

    def send(self, bank_slug: str, name: str, content: bytes) -> None:
        folder = folder_of(self.data_folder, bank_slug)
        sent = _sent_before(folder, name)
        if sent is None:
            write_whole(folder / TO_FED / name, content)
        elif sent != hashlib.sha256(content).hexdigest():
            raise Conflict("file_name_taken", f"Another file was already sent as {name}.")

    def settlement_of(self, bank_slug: str, name: str) -> Settlement | None:
        path = advice_of(folder_of(self.data_folder, bank_slug), name)
        if path is None:
            return None
        said = json.loads(path.read_text(encoding="utf-8"))
        return Settlement(said["name"], said["sha256"], date.fromisoformat(said["settled_on"]))

    def acknowledge(self, bank_slug: str, name: str) -> None:
        path = folder_of(self.data_folder, bank_slug) / SETTLEMENTS / f"{name}.json"
        (path.parent / DONE).mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.replace(path.parent / DONE / path.name)

    def hand_over(self, bank_slug: str, content: bytes, on: date) -> None:
        note_received(self.data_folder, bank_slug, content, on)


def rail_adapter(config: Config) -> RailAdapter:
    """The rail this installation is configured for; raises ConfigError for an unknown one."""
    if not config.is_sandbox:
        raise ConfigError("GUILDHALL_RAILS names no rail we know; set it to sandbox")
    return FolderRail(config.data_folder)


class BankAdapter(Protocol):
    """What the bank keeps of us: its own copy of each day's roots."""

    def take_roots(self, bank_slug: str, day: date, content: bytes) -> None:
        """Hand a day's roots over; again with the same content changes nothing, else Conflict."""


@dataclass(frozen=True, slots=True)
class FolderBank:
    """The sandbox's bank keeps what it is given in a folder, one file a day."""

    data_folder: Path

    def take_roots(self, bank_slug: str, day: date, content: bytes) -> None:
        path = folder_of(self.data_folder, bank_slug) / ROOTS / f"{day.isoformat()}.json"
        if not path.exists():
            write_whole(path, content)
        elif path.read_bytes() != content:
            raise Conflict("roots_differ", f"The bank was given other roots for {day}.")


def bank_adapter(config: Config) -> BankAdapter:
    """The bank this installation hands its roots to; raises ConfigError for an unknown one."""
    if not config.is_sandbox:
        raise ConfigError("GUILDHALL_RAILS names no rail we know; set it to sandbox")
    return FolderBank(config.data_folder)


def advice_of(folder: Path, name: str) -> Path | None:
    """Where a file's settlement advice lies, before or after it was booked."""
    advice = f"{name}.json"
    places = (folder / SETTLEMENTS / advice, folder / SETTLEMENTS / DONE / advice)
    return next((path for path in places if path.exists()), None)


def _sent_before(folder: Path, name: str) -> str | None:
    """The hash under which the Fed has taken a file of this name, or found it waiting."""
    taken = folder / FED / "taken" / f"{name}.json"
    if taken.exists():
        return str(json.loads(taken.read_text(encoding="utf-8"))["sha256"])
    waiting = folder / TO_FED / name
    return hashlib.sha256(waiting.read_bytes()).hexdigest() if waiting.exists() else None
