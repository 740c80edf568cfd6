"""What may be proposed, who may decide it, and for which day it counts; without a database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.banking.ledger.rules import Entry, Side
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money

LINES_MIN, LINES_MAX = 2, 20
REASON_LENGTH_MAX = 300
LINE_WORDS_LENGTH_MAX = 140
OPEN_FOR = timedelta(days=30)
BACKDATED_DAYS_MAX = 400  # the ledger refuses an older effective_on
POSITION_KIND = "equity"


class Kind(StrEnum):
    ADJUSTMENT = "adjustment"
    EXCHANGE = "exchange"
    REVERSAL = "reversal"


class Status(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def check_reason(reason: str) -> str:
    """The tidy reason; raises Refused("reason_invalid")."""
    tidy = " ".join(reason.split())
    if not tidy or len(tidy) > REASON_LENGTH_MAX or not tidy.isprintable():
        raise Refused("reason_invalid", f"Say why in at most {REASON_LENGTH_MAX} characters.")
    return tidy


def check_entries(entries: Sequence[Entry], currencies: Mapping[LedgerAccountId, str]) -> None:
    """Complete, in each account's own currency, and even in every one of them; else Refused."""
    if not LINES_MIN <= len(entries) <= LINES_MAX:
        raise Refused("lines_invalid", f"An adjustment has {LINES_MIN} to {LINES_MAX} lines.")
    net: dict[str, int] = defaultdict(int)
    for entry in entries:
        if currencies.get(entry.ledger_account_id) != entry.amount.currency:
            raise Refused("account_unknown", "Choose an account from the chart for each line.")
        if len(entry.description or "") > LINE_WORDS_LENGTH_MAX:
            raise Refused(
                "words_too_long", f"Use at most {LINE_WORDS_LENGTH_MAX} characters on a line."
            )
        sign = 1 if entry.side is Side.DEBIT else -1
        net[entry.amount.currency] += sign * entry.amount.minor
    for currency, minor in net.items():
        if minor:
            more = "debits" if minor > 0 else "credits"
            raise Refused(
                "unbalanced",
                f"The {more} are {Money(abs(minor), currency)} more than the other side.",
                next_step=f"Debits and credits must be equal in {currency}.",
            )


def effective_day(
    about_on: date | None, *, today: date, locked_through: date | None
) -> date | None:
    """The day it counts for, or None: the day it is approved on.

    It counts for the day it is about where that day is open still; after a lock it is dated when
    it is posted, and only names the day. Raises Refused("day_in_future").
    """
    if about_on is None:
        return None
    if about_on > today:
        raise Refused("day_in_future", "Choose a day that has begun.")
    is_locked = locked_through is not None and about_on <= locked_through
    is_too_old = about_on < today - timedelta(days=BACKDATED_DAYS_MAX)
    return None if is_locked or is_too_old else about_on


def words_of(kind: str, reason: str, about_on: date | None) -> str:
    """How the transaction describes itself; it names the day it is about."""
    about = f" (about {about_on:%b %-d, %Y})" if about_on else ""
    return f"{kind.capitalize()}: {reason}{about}"


def maker(actor: Actor) -> UUID:
    """The login of whoever acts: two people are told apart by it. Raises Refused."""
    if actor.kind != "user" or actor.id is None:
        raise Refused("user_needed", "Only a signed-in user of the partner can do this.")
    return actor.id


def check_decision(
    status: str, *, expires_at: datetime, proposed_by: UUID, decider: UUID, now: datetime
) -> None:
    """Whether this person may say yes or no now; else Refused or Conflict."""
    if status != Status.PROPOSED:
        raise Conflict(
            "already_decided",
            f"The adjustment is {status} already.",
            next_step="Open it to see by whom.",
        )
    if now >= expires_at:
        raise Refused(
            "adjustment_expired",
            "The adjustment has waited for too long.",
            next_step="Propose it anew.",
        )
    if decider == proposed_by:
        raise Refused(
            "maker_is_checker",
            "You proposed it, so another person decides.",
            next_step="Ask somebody of your team who may approve adjustments.",
        )
