"""What a payment may do next, how much may be sent, and which window carries it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from app.banking.products.rules import Limits
from app.kernel.errors import Conflict, Refused
from app.kernel.languages import gettext as _
from app.kernel.languages import marked
from app.kernel.money import Money
from app.rails.calendars import (
    EASTERN,
    Window,
    eastern_day,
    next_banking_day,
    next_window,
    same_day_limit,
    windows_after,
)
from app.rails.nacha.codes import is_routing_number

# Our own cut-off lies before the Fed's deadline: the file has to be built and to arrive.
CUT_OFF_LEAD = timedelta(minutes=15)
RETURN_BANKING_DAYS = 2  # Nacha: most returns of a credit are due by the 2nd banking day
ACH_AMOUNT_MAX = Money(99_999_999_99, "USD")  # ten digits of cents in an entry
NAME_LENGTH_MAX = 60
DESCRIPTION_LENGTH_MAX = 80  # one addenda of payment information
ACCOUNT_NUMBER_DIGITS = range(4, 18)
ACCOUNT_TYPES = ("checking", "savings")


class Status(StrEnum):
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    SETTLED = "settled"
    REJECTED = "rejected"
    CANCELED = "canceled"
    RETURNED = "returned"


NEXT: dict[Status, frozenset[Status]] = {
    Status.PENDING_APPROVAL: frozenset({Status.APPROVED, Status.REJECTED, Status.CANCELED}),
    Status.APPROVED: frozenset({Status.SUBMITTED, Status.CANCELED}),
    Status.SUBMITTED: frozenset({Status.SETTLED, Status.RETURNED}),
    Status.SETTLED: frozenset({Status.RETURNED}),
}
NOT_SENT = (Status.REJECTED, Status.CANCELED)


@dataclass(frozen=True, slots=True)
class Counterparty:
    """The other side of a payment at another bank."""

    name: str
    routing_number: str
    account_number: str
    account_type: str = "checking"


@dataclass(frozen=True, slots=True)
class Used:
    """What an account has already sent over a rail, today and this month."""

    day: Money
    month: Money


UNPRINTABLE = {
    "name": marked("Use only letters, digits and signs in the name."),
    "note": marked("Use only letters, digits and signs in the note."),
}
TOO_LONG = {
    "name": marked("Use at most %(most)s characters in the name."),
    "note": marked("Use at most %(most)s characters in the note."),
}
PASSED = {
    "day": marked("You can send %(limit)s a day this way; %(left)s is left."),
    "month": marked("You can send %(limit)s a month this way; %(left)s is left."),
}


def can_become(status: str, wanted: Status) -> bool:
    return wanted in NEXT.get(Status(status), frozenset())


def advance(status: str, wanted: Status) -> Status:
    """The next status; raises Conflict when the payment has moved on."""
    if not can_become(status, wanted):
        raise Conflict(
            "payment_moved_on",
            _(
                "The payment is %(status)s, so it can no longer be %(wanted)s.",
                status=_(status.replace("_", " ")),
                wanted=_(wanted.value),
            ),
            next_step="Reload the page to see where it stands.",
        )
    return wanted


def tidy_counterparty(given: Counterparty) -> Counterparty:
    """The counterparty as it may be stored; raises Refused naming what is wrong."""
    routing_number = "".join(given.routing_number.split())
    account_number = given.account_number.replace(" ", "").replace("-", "")
    if not is_routing_number(routing_number):
        raise Refused("routing_number_invalid", "Enter the nine digits of a routing number.")
    is_number = account_number.isascii() and account_number.isdecimal()
    if not is_number or len(account_number) not in ACCOUNT_NUMBER_DIGITS:
        raise Refused("account_number_invalid", "Enter an account number of 4 to 17 digits.")
    if given.account_type not in ACCOUNT_TYPES:
        raise Refused("account_type_invalid", "Choose checking or savings.")
    name = tidy_text(given.name, name="name", length_max=NAME_LENGTH_MAX)
    if not name:
        raise Refused("name_missing", "Enter the name of the person or company you pay.")
    return Counterparty(name, routing_number, account_number, given.account_type)


def tidy_text(text: str, *, name: str, length_max: int) -> str:
    """Text on one line; raises Refused for what cannot be printed, or is too long."""
    tidy = " ".join(text.split())
    if not tidy.isprintable():
        raise Refused(f"{name}_invalid", _(UNPRINTABLE[name]))
    if len(tidy) > length_max:
        raise Refused(f"{name}_too_long", _(TOO_LONG[name], most=length_max))
    return tidy


def tidy_description(text: str) -> str:
    return tidy_text(text, name="note", length_max=DESCRIPTION_LENGTH_MAX)


def check_limits(amount: Money, *, used: Used, limits: Limits) -> None:
    """Raises Refused when the payment would pass a ceiling; reaching it is allowed."""
    if limits.payment and amount > limits.payment:
        raise Refused(
            "payment_limit",
            _("The most one payment may be is %(limit)s.", limit=limits.payment),
            next_step="Send a smaller amount.",
        )
    for period, sent, limit in (
        ("day", used.day, limits.day),
        ("month", used.month, limits.month),
    ):
        if limit and sent + amount > limit:
            raise Refused(
                f"{period}_limit",
                _(PASSED[period], limit=limit, left=limit - min(sent, limit)),
                next_step="Send a smaller amount, or the rest later.",
            )


def limit_spans(now: datetime) -> tuple[datetime, datetime]:
    """When the limit's day and month began: at midnight in New York, like the bank's days."""
    today = eastern_day(now)
    return (
        datetime.combine(today, time(), tzinfo=EASTERN),
        datetime.combine(today.replace(day=1), time(), tzinfo=EASTERN),
    )


def windows_ahead(now: datetime, count: int) -> tuple[Window, ...]:
    """The next windows that a payment made now could still make."""
    return windows_after(now + CUT_OFF_LEAD, count)


def cut_off(window_at: datetime) -> datetime:
    """Until when a payment makes the window that closes at `window_at`."""
    return window_at - CUT_OFF_LEAD


def window_for(amount: Money, now: datetime) -> Window:
    """The first window a payment made now can still go with."""
    window = next_window(now + CUT_OFF_LEAD)
    if fits(amount, window):
        return window
    return next_window(now + CUT_OFF_LEAD, same_day=False)


def fits(amount: Money, window: Window) -> bool:
    """Same-day windows take entries up to a dated limit."""
    return window.kind == "next_day" or amount <= same_day_limit(window.settles_on)


def closing_window(now: datetime) -> Window | None:
    """The window whose cut-off has passed and whose deadline has not, if now is such a moment."""
    window = next_window(now)
    return window if cut_off(window.deadline_at) <= now else None


def returnable_until(settled_on: date) -> date:
    """The last day on which a settled credit usually comes back."""
    return next_banking_day(settled_on, RETURN_BANKING_DAYS)


def fingerprint(order: Any) -> bytes:
    """What was asked for, so that the same key with another request is refused."""
    asked = {name: value for name, value in asdict(order).items() if name != "key"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).digest()
