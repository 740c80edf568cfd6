"""The tenant-escape attack as its file tells it, and the last run that was recorded."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.oversight.tables import AttackRunRow
from app.kernel.errors import Refused

KINDS_MAX = 100
FILE_BYTES_MAX = 256 * 1024
UNREADABLE = Refused(
    "attack_unreadable", "This is not a results file that `make attack` wrote, or it was changed."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of attack: how often it was tried, and how often it got anything."""

    name: str
    probes: int
    leaks: int


@dataclass(frozen=True, slots=True)
class AttackRun:
    """One run: which program was attacked, when, with which dice, and what came of it."""

    commit_id: str
    seed: int
    started_at: datetime
    finished_at: datetime
    kinds: tuple[Kind, ...]
    sha256: str = ""

    @property
    def probes(self) -> int:
        return sum(kind.probes for kind in self.kinds)

    @property
    def leaks(self) -> int:
        return sum(kind.leaks for kind in self.kinds)

    @property
    def took(self) -> timedelta:
        return self.finished_at - self.started_at


def read_attack(content: bytes) -> AttackRun:
    """The run of a results file; raises Refused("attack_unreadable") for anything else."""
    try:
        told = json.loads(content[:FILE_BYTES_MAX])
        run = AttackRun(
            commit_id=str(told["commit"]),
            seed=int(told["seed"]),
            started_at=_moment(told["started_at"]),
            finished_at=_moment(told["finished_at"]),
            kinds=tuple(_kind(each) for each in told["kinds"][:KINDS_MAX]),
            sha256=sha256(content).hexdigest(),
        )
        is_summed = (run.probes, run.leaks) == (told["probes"], told["leaks"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UNREADABLE from error
    if not is_summed:
        raise UNREADABLE
    return run


def latest_attack(db: Session) -> AttackRun | None:
    """The run that was finished last."""
    row = db.scalar(select(AttackRunRow).order_by(AttackRunRow.finished_at.desc()).limit(1))
    if row is None:
        return None
    return AttackRun(
        row.commit_id,
        row.seed,
        row.started_at,
        row.finished_at,
        tuple(_kind(each) for each in row.kinds),
        row.sha256,
    )


def _kind(told: dict[str, Any]) -> Kind:
    return Kind(str(told["kind"]), int(told["probes"]), int(told["leaks"]))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    return found
