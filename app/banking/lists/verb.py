"""What one thing to do to many lines is made of; which there are is in `verbs`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.listing.spec import TableSpec
from app.kernel.actor import Actor
from app.kernel.ids import LoginId
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, when, and what they said: the same for every line.

    `text` is a reason or a note; `person` who it is given to, None for nobody.
    """

    actor: Actor
    now: datetime
    wall: datetime
    text: str = ""
    person: LoginId | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How a line stands before, and why nothing would change, if so."""

    stands: str
    why_not: str = ""


Do = Callable[[Session, UUID, Doing], None]
Foresee = Callable[[Session, Sequence[UUID], LoginId | None], Mapping[UUID, Foreseen]]


def _nothing_against(_line: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: `why_not` looks at a line before, `do` decides when it happens.

    `noun` is what it is called in an address, `asks` what is asked for on the page that looks
    ahead. What depends on the person it is given to is foreseen once that is chosen.
    """

    key: str
    spec: TableSpec
    permission: str
    noun: str
    label: str
    verb: str
    will: str
    did: str
    do: Do
    why_not: Callable[[Any], str] = _nothing_against
    amount: Callable[[Any], Money] | None = None
    asks: Literal["", "reason", "note", "person"] = ""
    foresee: Foresee | None = None
    things: tuple[str, str] = ("", "")
    is_ending: bool = False
    is_guarded: bool = False
    """Only after a fresh proof of who does it."""

    def thing(self, count: int) -> str:
        one, many = self.things
        return (one or self.spec.one) if count == 1 else (many or self.spec.many)
