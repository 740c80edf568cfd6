"""The ledger functions' refusals, turned into the house's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.kernel.errors import Conflict, DomainError, NotFound, Refused

REFUSALS: dict[str, tuple[type[DomainError], str, str, str]] = {
    "GH402": (
        Refused,
        "insufficient_funds",
        "There is not enough available money in the account.",
        "Lower the amount, or wait until a deposit or hold has cleared.",
    ),
    "GH403": (
        Refused,
        "account_not_open",
        "The account is closed or frozen, so money cannot move this way.",
        "Choose another account, or ask support why it is frozen.",
    ),
    "GH409": (
        Conflict,
        "idempotency_conflict",
        "This request key was first used for a different request.",
        "Start again from the form; nothing was done twice.",
    ),
    "GH410": (Conflict, "hold_not_open", "The hold has already ended.", "Reload the page."),
    "GH003": (Refused, "unbalanced", "Debits and credits must be equal.", "Correct the lines."),
    "GH422": (Refused, "malformed", "The ledger refused the transaction.", "Correct the lines."),
    "23514": (Refused, "malformed", "The ledger refused the transaction.", "Correct the lines."),
    "22003": (
        Refused,
        "amount_too_large",
        "The amount is too large for any account.",
        "Enter a smaller amount.",
    ),
}


@contextmanager
def explained() -> Iterator[None]:
    """Translate by the database's state code, never by its words; anything else stays a bug."""
    try:
        yield
    except DBAPIError as error:
        refusal = _refusal(getattr(error.orig, "sqlstate", None))
        if refusal is None:
            raise
        raise refusal from error


def _refusal(state: str | None) -> DomainError | None:
    if state in ("GH404", "GH001"):
        return NotFound("account")
    kind, code, message, next_step = REFUSALS.get(state or "", (None, "", "", ""))
    return kind(code, message, next_step=next_step) if kind else None
