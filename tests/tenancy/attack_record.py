"""What an attack tried and how often it came through: for the run's last lines, and for a file."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from types import MappingProxyType
from typing import TypeVar

import pytest

from tests.invariants.figures import fresh_seed

FILE = "GUILDHALL_ATTACK_FILE"  # where a whole attack's figures are gathered, one JSON line each
SIZES = ("a sample", pytest.param("whole", marks=pytest.mark.attack))
SEED = fresh_seed()
SHARE = float(os.environ.get("GUILDHALL_ATTACK_SHARE") or 1)  # of each attack in `make attack`
HITS_KEPT_MAX = 200
HIT_LENGTH_MAX = 1_000
Case = TypeVar("Case")
_told: list[str] = []


def record(
    row: str,
    *,
    tried: int,
    hits: Sequence[object] = (),
    what: str = "",
    covered: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Say it before it is judged, so that a failing attack is counted too; none tried is none.

    Each hit says where and what it is, and is kept: it may take an hour to meet it again.
    """
    assert tried > 0, f"{row} tried nothing"
    about = f"{row} {what}".rstrip()
    _told.append(f"{about}: {tried:,} tried, {len(hits):,} hits (GUILDHALL_TEST_SEED={SEED})")
    if path := os.environ.get(FILE):
        kept = {
            "row": row,
            "what": what,
            "tried": tried,
            "hits": len(hits),
            "found": [str(hit)[:HIT_LENGTH_MAX] for hit in hits[:HITS_KEPT_MAX]],
            "covered": dict(covered),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 -- one append, many processes
            file.write(json.dumps(kept) + "\n")


def told() -> list[str]:
    """What was recorded since the last time, for the end of the run."""
    lines = list(_told)
    _told.clear()
    return lines


def sized(cases: Sequence[Case], size: str, *, most: int) -> list[Case]:
    """All of them or the share that was asked for, or so many by the seed's dice."""
    if size == "whole":
        most = max(most, round(SHARE * len(cases)))
    return list(cases) if len(cases) <= most else Random(SEED).sample(list(cases), most)
