"""The invariants as the SQL file states them: its names, its sentences, its statements."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("invariants.sql")
HEAD = re.compile(r"^-- (?P<name>I\d+): (?P<sentence>.+)$", re.MULTILINE)
NAMES = tuple(f"I{number}" for number in range(1, 11))


@dataclass(frozen=True, slots=True)
class Invariant:
    """One of the ten: what it says, what is said about it, and the statement that asks."""

    name: str
    sentence: str
    note: str
    statement: str


@cache
def invariants() -> tuple[Invariant, ...]:
    """All of them, in order; raises ValueError for a file that names others."""
    found = tuple(read(FILE.read_text(encoding="utf-8")))
    if tuple(each.name for each in found) != NAMES:
        raise ValueError(f"{FILE.name} must state {', '.join(NAMES)}, in this order")
    return found


def read(text: str) -> list[Invariant]:
    """Each part begins with `-- I3: sentence`, goes on in comment lines, and is one statement."""
    heads = list(HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [_part(head, text[head.end() : end]) for head, end in zip(heads, ends, strict=True)]


def _part(head: re.Match[str], rest: str) -> Invariant:
    comments: list[str] = []
    statement: list[str] = []
    for line in rest.strip().splitlines():
        is_note = line.startswith("-- ") and not statement
        (comments if is_note else statement).append(line.removeprefix("-- ") if is_note else line)
    return Invariant(
        name=head["name"],
        sentence=head["sentence"],
        note=" ".join(comments),
        statement="\n".join(statement).rstrip().removesuffix(";"),
    )
