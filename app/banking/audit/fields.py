"""What a declared field of an audit record may hold; small values that tell no secret."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

DAY_LENGTH = 10
WORDS_LENGTH_MAX = 2_000


class Kind(StrEnum):
    """How a value is checked when it is written, and told when it is read."""

    ID = "id"  # a UUID as text
    CODE = "code"  # a word of ours: a status, a rail, a permission
    WORDS = "words"  # what a person wrote, or a name
    DIGEST = "digest"
    DAY = "day"  # 2026-03-31
    MINOR = "minor"  # an amount in minor units; its currency is a field beside it
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"  # of codes or words


Fields = Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Declared:
    """One action: its label in words, what it is about, its fields, and what it may change.

    `subjects` are kinds of things with an id (keys of PREFIXES), `page` or `partner`. `changes`
    are the fields that `before` and `after` may hold; without any, neither may be given.
    """

    label: str
    subjects: str | tuple[str, ...]
    fields: Fields = field(default_factory=dict)
    changes: Fields = field(default_factory=dict)

    def is_about(self, kind: str) -> bool:
        return kind in ((self.subjects,) if isinstance(self.subjects, str) else self.subjects)


def faults_of(declared: Fields, given: Mapping[str, Any]) -> list[str]:
    """Fields that are not declared, or hold something else than declared; None is nothing."""
    unknown = [f"field {name} is not declared" for name in given if name not in declared]
    wrong = [
        f"field {name} is no {declared[name]}"
        for name, value in given.items()
        if name in declared and value is not None and not CHECKS[declared[name]](value)
    ]
    return unknown + wrong


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= WORDS_LENGTH_MAX


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


CHECKS: Mapping[Kind, Callable[[object], bool]] = {
    Kind.ID: _is_text,
    Kind.CODE: _is_text,
    Kind.WORDS: _is_text,
    Kind.DIGEST: _is_text,
    Kind.DAY: lambda value: _is_text(value) and len(str(value)) == DAY_LENGTH,
    Kind.MINOR: _is_number,
    Kind.NUMBER: _is_number,
    Kind.FLAG: lambda value: isinstance(value, bool),
    Kind.LIST: lambda value: isinstance(value, list) and all(map(_is_text, value)),
}
