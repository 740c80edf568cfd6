"""What a note may say and about what, and which things somebody can look after."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel.errors import Refused
from app.kernel.text import tidied_lines

BODY_LENGTH_MAX = 4_000
# What is noted about is looked after, too.
NOTED = (
    "customer",
    "account",
    "payment",
    "application",
    "approval",
    "transaction",
    "adjustment",
    "hold",
    "statement",
    "ledger_account",
    "product",
    "brand_version",
    "thread",
    "partner",
    "file",
    "break",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a note or an assignment is about; the caller has seen that it is there."""

    kind: str
    id: UUID


def read_body(text: str) -> str:
    """A note's words without control characters; raises Refused("note_length")."""
    body = tidied_lines(text)
    if not body:
        raise Refused("note_length", "Write something first.")
    if len(body) > BODY_LENGTH_MAX:
        raise Refused("note_length", f"A note has at most {BODY_LENGTH_MAX:,} characters.")
    return body


def check_kind(subject: Subject, kinds: tuple[str, ...]) -> None:
    if subject.kind not in kinds:
        raise ValueError(f"{subject.kind} is none of {kinds}")
