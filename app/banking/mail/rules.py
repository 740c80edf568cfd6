"""What a letter must carry, and how its text is filled: `{{word}}` from a closed list, once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from typing import Literal
from uuid import UUID

from app.banking.mail.letters import LETTERS, LetterKind
from app.kernel.errors import Refused
from app.kernel.ids import CustomerId, LoginId
from app.kernel.languages import spoken

Surface = Literal["portal", "console", "oversight"]

WORD = re.compile(r"\{\{([a-z_-]+)\}\}")
# Line ends in a subject or a name would begin a header of their own; none is let through anywhere.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
ADDRESS = re.compile(r"[^\s@<>(),;:\"\\\[\]\x00-\x20\x7f-\x9f]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
ADDRESS_LENGTH_MAX = 254
VALUE_LENGTH_MAX = 300
# Known without being told: who writes, to whom, and where the surface is.
ALWAYS = frozenset({"brand", "name", "support_email", "home_link", "reset_link", "security_link"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to write; `values` are exactly the kind's own words, never a password or a secret.

    A value of a word that ends in `_path` is a path on the surface's registered host. It is
    written in its `language`, whatever is spoken where it leaves.
    """

    kind: str
    to_email: str
    to_name: str
    login_id: LoginId | None
    values: dict[str, str] = field(default_factory=dict, repr=False)
    surface: Surface = "console"
    customer_id: CustomerId | None = None
    language: str = field(default_factory=spoken)


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as it is kept until it is sent."""

    id: UUID
    kind: str
    surface: str
    status: str
    to_email: str
    to_name: str
    language: str
    created_at: datetime
    values: Mapping[str, str] | None = field(repr=False)


def checked(letter: Letter) -> tuple[LetterKind, dict[str, str]]:
    """The kind and the tidied values; ValueError for words that the kind does not know or lacks.

    Raises Refused("email_invalid") for an address nothing can be sent to.
    """
    kind = LETTERS[letter.kind]
    if set(letter.values) != kind.words:
        raise ValueError(f"{letter.kind} takes {sorted(kind.words)}, not {sorted(letter.values)}")
    if not is_address(letter.to_email):
        raise Refused("email_invalid", "This is not an e-mail address that mail can be sent to.")
    return kind, {word: one_line(value) for word, value in letter.values.items()}


def is_address(text: str) -> bool:
    """Whether a message can carry it in its header, and it is one address and nothing more."""
    if len(text) > ADDRESS_LENGTH_MAX or not ADDRESS.fullmatch(text):
        return False
    try:
        return Address(addr_spec=text).addr_spec == text
    except (ValueError, MessageError):
        return False


def one_line(text: str) -> str:
    """Without control characters, line ends or turned text; no longer than a letter bears."""
    return CONTROLS.sub(" ", text).strip()[:VALUE_LENGTH_MAX]


def filled(template: str, values: Mapping[str, str]) -> str:
    """Every word replaced once: what a value says is never read as a word again."""
    return WORD.sub(lambda found: values[found[1]], template)
