"""The life of a brand's version: which step may follow which; without a database."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.kernel.errors import Conflict, Refused

NOTE_LENGTH_MAX = 500
AHEAD_DAYS_MAX = 366


class Status(StrEnum):
    """Where a version stands."""

    IN_REVIEW = "in_review"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    ROLLED_BACK = "rolled_back"


NEXT: dict[Status, frozenset[Status]] = {
    Status.IN_REVIEW: frozenset({Status.WITHDRAWN, Status.REJECTED, Status.APPROVED}),
    Status.APPROVED: frozenset({Status.SCHEDULED, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.SCHEDULED: frozenset({Status.APPROVED, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.SUPERSEDED, Status.ROLLED_BACK}),
    Status.SUPERSEDED: frozenset({Status.PUBLISHED}),
    Status.ROLLED_BACK: frozenset({Status.PUBLISHED}),
}
# The bank said yes to these once, and customers have seen them.
SHOWN_BEFORE = frozenset({Status.SUPERSEDED, Status.ROLLED_BACK})


def may_become(status: Status, after: Status) -> bool:
    """Whether the step exists at all."""
    return after in NEXT.get(status, frozenset())


def check_step(status: Status, after: Status) -> None:
    """Raises Conflict("brand_moved_on") where the version is no longer where the step begins."""
    if not may_become(status, after):
        raise Conflict(
            "brand_moved_on",
            f"This version is {words_of(status)}, so it cannot become {words_of(after)}.",
            next_step="Reload the page to see where it stands.",
        )


def check_note(note: str, *, is_needed: bool = False) -> str:
    """The note without blanks around it. Raises Refused("note_invalid")."""
    tidy = note.strip()
    if len(tidy) > NOTE_LENGTH_MAX:
        raise Refused("note_invalid", f"A note has at most {NOTE_LENGTH_MAX} characters.")
    if is_needed and not tidy:
        raise Refused("note_invalid", "Say why, so that the partner knows what to change.")
    return tidy


def check_moment(due_at: datetime, *, now: datetime) -> None:
    """A publication lies ahead, within a year. Raises Refused("moment_invalid")."""
    if not now < due_at <= now + timedelta(days=AHEAD_DAYS_MAX):
        raise Refused("moment_invalid", "Choose a time to come, within a year.")


def words_of(status: Status) -> str:
    return status.value.replace("_", " ")
