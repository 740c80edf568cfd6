"""How an application is decided: what the findings lead to, and which states may follow."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.kernel.errors import Conflict, Refused

NOTE_LENGTH_MAX = 500


class Outcome(StrEnum):
    APPROVED = "approved"
    REFERRED = "referred"
    DECLINED = "declined"


NEXT: dict[str, frozenset[Outcome]] = {
    "submitted": frozenset(Outcome),
    "referred": frozenset({Outcome.APPROVED, Outcome.DECLINED}),
}

# What staff read; an applicant never does: a screening reason must not be told (tipping off).
REASONS = {
    "identity_not_found": "No record of a person with this name, date of birth and number.",
    "address_differs": "The address differs from the one on record.",
    "birth_differs": "The date of birth differs from the one on record.",
    "screening_match": "The name matches a sanctions list.",
    "screening_review": "The name is close to one on a sanctions list.",
    "tax_id_known": "Another customer has the same tax id.",
    "staff_decision": "Decided by a person.",
}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What becomes of an application, and why, in codes of REASONS; the note is staff's own."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    note: str = ""


def concluded(
    verified: Outcome, verify_reasons: Collection[str], *, screening: str, is_tax_id_known: bool
) -> Conclusion:
    """Identity, sanctions and duplicates together; whatever touches a list goes to a person."""
    to_look_at = [f"screening_{screening}"] if screening != "clear" else []
    to_look_at += ["tax_id_known"] if is_tax_id_known else []
    reasons = (*to_look_at, *verify_reasons)
    if to_look_at:
        return Conclusion(Outcome.REFERRED, reasons)
    return Conclusion(verified, reasons)


def advance(status: str, to: Outcome) -> str:
    """The next status; raises Conflict when somebody has decided already."""
    if to not in NEXT.get(status, frozenset()):
        raise Conflict(
            "application_decided",
            f"The application was {status} already.",
            next_step="Reload the page to see who decided, and when.",
        )
    return to.value


def staff_conclusion(outcome: Outcome, note: str) -> Conclusion:
    """A person's decision always says why; raises Refused."""
    tidy = note.strip()
    if outcome is Outcome.REFERRED:
        raise Refused("decision_invalid", "Choose to approve or to decline.")
    if not tidy:
        raise Refused("note_missing", "Say why in a sentence or two.")
    if len(tidy) > NOTE_LENGTH_MAX or "\x00" in tidy:
        raise Refused("note_too_long", f"Use at most {NOTE_LENGTH_MAX} characters.")
    return Conclusion(outcome, ("staff_decision",), tidy)


def check_agreed(agreed: Collection[UUID], *, in_force: Collection[UUID]) -> None:
    """Exactly the texts in force today, each of them; raises Refused."""
    if set(agreed) - set(in_force):
        raise Refused(
            "consent_changed", "The documents have changed. Read them again before you agree."
        )
    if set(in_force) - set(agreed):
        raise Refused("consent_missing", "You can only go on when you agree to every document.")
