"""The ledger functions' refusals, turned into the house's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError

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
        "This request key was first used for a different request",
        "Start again from the form; nothing was done twice.",
    ),
    "GH405": (
        Refused,
        "period_locked",
        "The books of that day are locked.",
        "Date it after the locked days, and say in its description which day it is about.",
    ),
    "GH406": (
        Refused,
        "other_currency",
        "An account keeps one currency, and this amount is in another.",
        "Enter the amount in the account's currency, or exchange it first.",
    ),
    "GH410": (Conflict, "hold_not_open", "The hold has already ended.", "Reload the page."),
    "GH411": (
        Conflict,
        "already_reversed",
        "The transaction has been reversed before.",
        "Open it to see the reversal.",
    ),
    "GH412": (
        Refused,
        "account_not_empty",
        "Only a guarded account with no money and no holds can be closed.",
        "Move its money and end its holds first.",
    ),
    "GH413": (
        Refused,
        "below_that_floor",
        "The account is overdrawn further than that.",
        "Bring it up first, or leave the line as far down as the account is.",
    ),
    "GH003": (Refused, "unbalanced", "Debits and credits must be equal.", "Correct the lines."),
    "GH422": (Refused, "malformed", "The ledger refused the transaction.", "Correct the lines."),
    "23502": (Refused, "malformed", "The ledger refused the transaction.", "Correct the lines."),
    "23514": (Refused, "malformed", "The ledger refused the transaction.", "Correct the lines."),
    "22003": (
        Refused,
        "amount_too_large",
        "The amount is too large for any account.",
        "Enter a smaller amount.",
    ),
}

TAKEN = "23505"
DIFFERENCES = {
    "cause": "the cause",
    "subject": "the subject",
    "effective_on": "the day it counts for",
    "reverses": "what it reverses",
    "accounts": "the accounts",
    "amounts": "the amounts",
}


@contextmanager
def explained() -> Iterator[None]:
    """Translate by the database's state code, never by its words; anything else stays a bug."""
    try:
        yield
    except UnicodeError as error:  # half a character cannot even be sent
        raise _unkeepable() from error
    except DBAPIError as error:
        diagnosis = getattr(error.orig, "diag", None)
        refusal = refusal_of(
            getattr(error.orig, "sqlstate", None),
            getattr(diagnosis, "message_detail", None) or "",
            getattr(diagnosis, "constraint_name", None) or "",
        )
        if refusal is None and isinstance(error, DataError):  # a zero byte, in words or details
            refusal = _unkeepable()
        if refusal is None:
            raise
        raise refusal from error


def refusal_of(state: str | None, detail: str = "", constraint: str = "") -> DomainError | None:
    """The house's refusal for a state of the ledger's functions, or None for any other state.

    `detail` lists what differs from the first request with the same key.
    """
    if state in ("GH404", "GH001"):
        return NotFound("account")
    if state == TAKEN:
        return _taken(constraint)
    kind, code, message, next_step = REFUSALS.get(state or "", (None, "", "", ""))
    if kind is None:
        return None
    if state == "GH409":
        message += f": {_differs(detail)} differ." if detail else "."
    return kind(code, message, next_step=next_step)


def _unkeepable() -> DomainError:
    return Refused(
        "malformed",
        "The text holds characters that cannot be kept.",
        next_step="Type it again, in plain characters.",
    )


def _differs(detail: str) -> str:
    words = [DIFFERENCES.get(word, word) for word in detail.split(", ")]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _taken(constraint: str) -> DomainError | None:
    """Two at the same moment: the unique key let one of them in."""
    if constraint == "uq_ledger_transaction_reverses":
        return refusal_of("GH411")
    if constraint == "uq_ledger_account_partner_id_code":
        return Conflict(
            "code_taken", "Another ledger account has this code.", next_step="Choose another code."
        )
    return None
