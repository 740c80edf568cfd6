"""What an attack tried and how often it came through: for the run's last lines, and for a file."""

import json
import os
from collections.abc import Sequence
from random import Random
from typing import TypeVar

import pytest

from tests.invariants.figures import fresh_seed

FILE = "GUILDHALL_ATTACK_FILE"  # where a whole attack's figures are gathered, one JSON line each
SIZES = ("a sample", pytest.param("whole", marks=pytest.mark.attack))
SEED = fresh_seed()
Case = TypeVar("Case")
_told: list[str] = []


def record(row: str, *, tried: int, hits: int = 0, what: str = "") -> None:
    """Say it before it is judged, so that a failing attack is counted too; none tried is none."""
    assert tried > 0, f"{row} tried nothing"
    about = f"{row} {what}".rstrip()
    _told.append(f"{about}: {tried:,} tried, {hits:,} hits (GUILDHALL_TEST_SEED={SEED})")
    if path := os.environ.get(FILE):
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 -- one append, many processes
            file.write(json.dumps({"row": row, "what": what, "tried": tried, "hits": hits}) + "\n")


def told() -> list[str]:
    """What was recorded since the last time, for the end of the run."""
    lines = list(_told)
    _told.clear()
    return lines


def sized(cases: Sequence[Case], size: str, *, most: int) -> list[Case]:
    """All of them, or so many by the seed's dice."""
    if size == "whole" or len(cases) <= most:
        return list(cases)
    return Random(SEED).sample(list(cases), most)
