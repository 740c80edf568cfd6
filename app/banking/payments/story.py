"""A payment's life in plain words, for its sender and for staff: what was, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from app.banking.payments.approving import Waiting
from app.banking.payments.queries import PaymentDetail
from app.banking.payments.rules import Status, cut_off, returnable_until
from app.rails.calendars import EASTERN
from app.rails.nacha.codes import RETURN_CODES

WAITS = "Waits for a second person"
UNSENT = {
    Status.PENDING_APPROVAL: f"{WAITS}. Nothing has left the account.",
    Status.REJECTED: "Not approved. Nothing was sent.",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, or (`is_next`) is still to come; `at` is a moment or a day."""

    title: str
    at: datetime | date
    body: str = ""
    mark: str = "dot"
    tone: str = "neutral"
    is_next: bool = False

    @property
    def is_day(self) -> bool:
        return not isinstance(self.at, datetime)


def story(
    payment: PaymentDetail,
    *,
    today: date,
    waiting: Waiting | None = None,
    is_staff: bool = False,
) -> tuple[Moment, ...]:
    """Newest first, what is still to come above everything; only staff read colleagues' names."""
    asked = [*_asked(payment), *_decided(payment, waiting, is_staff=is_staff)]
    if payment.direction == "incoming":
        told = _of_incoming(payment)
    elif payment.rail == "book":
        told = [*(asked if waiting else []), *_of_book(payment)]
    else:
        told = [*asked, *_planned(payment), *_sent(payment), *_ended(payment, today)]
    return tuple(reversed(told))


def headline(payment: PaymentDetail, *, today: date) -> str:
    """Where the payment stands and whether it can still come back, in one or two sentences."""
    if payment.status in UNSENT:
        return UNSENT[Status(payment.status)]
    if payment.returned_on and payment.return_code:
        return f"Came back on {day_words(payment.returned_on)}: {return_words(payment.return_code)}"
    if payment.rail == "book":
        return f"Moved at once on {day_words(payment.effective_on)}."
    told = [moment.title for moment in story(payment, today=today)]
    if payment.direction == "incoming":
        return f"Received on {day_words(payment.settled_on or payment.effective_on)}."
    if payment.settled_on:
        told = [f"Settled on {day_words(payment.settled_on)}", *told]
        told = [told[0], *(title for title in told[1:2] if title.startswith("Can still"))]
        return ". ".join(told) + "."
    return f"{told[0]}." if told else ""


def window_words(window_at: datetime) -> str:
    """`16:45 window on Mon, Mar 2`: the Fed's deadline in New York."""
    local = window_at.astimezone(EASTERN)
    return f"{local:%H:%M} window on {local:%a, %b} {local.day}"


def time_words(moment: datetime) -> str:
    """`2:30 pm`, of a moment that is in its reader's zone already."""
    return f"{moment:%I:%M %p}".lstrip("0").lower()


def day_words(day: date) -> str:
    return f"{day:%a, %b} {day.day}"


def return_words(code: str) -> str:
    """Why a payment came back, in words a person understands, with the code for the record."""
    known = RETURN_CODES.get(code)
    return f"{known.meaning.rstrip('.')} ({code})." if known else f"The other bank says {code}."


def _of_book(payment: PaymentDetail) -> list[Moment]:
    if payment.settled_on is None:
        return []
    moved = f"{payment.amount} went to {payment.counterparty_name} at once. It is final."
    return [Moment("Done", payment.created_at, moved, "check-circle", "success")]


def _of_incoming(payment: PaymentDetail) -> list[Moment]:
    on = payment.settled_on or payment.effective_on
    came = f"{payment.amount} came from {payment.counterparty_name}."
    return [Moment("Received", on, came, "arrow-in", "success")]


def _asked(payment: PaymentDetail) -> list[Moment]:
    fee = f", the fee of {payment.fee} included" if payment.fee.minor else ""
    aside = f"{payment.total} is set aside{fee}."
    asked = Moment("Asked for", payment.created_at, aside, "edit")
    if payment.canceled_at:
        freed = f"Nothing was sent. {payment.total} is available again."
        return [asked, Moment("Canceled", payment.canceled_at, freed, "x")]
    return [asked]


def _decided(payment: PaymentDetail, waiting: Waiting | None, *, is_staff: bool) -> list[Moment]:
    """What a second person said, or who is waited for."""
    if waiting is None or payment.status == Status.CANCELED:
        return []
    if payment.status == Status.PENDING_APPROVAL:
        who = f"Decided by: {waiting.checkers}. " if is_staff else ""
        body = f"{who}Nothing leaves the account before. If nobody agrees by then, it ends."
        return [Moment(WAITS, waiting.expires_at, body, "clock", "warning", is_next=True)]
    at = waiting.closed_at or payment.created_at
    by = f" by {waiting.closed_by}" if is_staff and waiting.status != "expired" else ""
    if payment.status == Status.REJECTED:
        why = f"{waiting.reason} " if waiting.reason and is_staff else ""
        body = f"{why}Nothing was sent. {payment.total} is available again."
        return [Moment(f"Not approved{by}", at, body, "x-circle", "danger")]
    return [Moment(f"Approved{by}", at, "A second person agreed.", "check-circle", "success")]


def _planned(payment: PaymentDetail) -> list[Moment]:
    if payment.status != Status.APPROVED or not payment.window_at:
        return []
    until = cut_off(payment.window_at).astimezone(EASTERN)
    arrives = f"It should arrive on {day_words(payment.effective_on)}."
    body = f"{arrives} You can cancel until {time_words(until)} on {day_words(until)}."
    goes = f"Goes to the Fed in the {window_words(payment.window_at)}"
    return [Moment(goes, payment.window_at, body, "clock", is_next=True)]


def _sent(payment: PaymentDetail) -> list[Moment]:
    if not (payment.submitted_at and payment.window_at):
        return []
    sent = Moment(
        f"Sent to the Fed in the {window_words(payment.window_at)}",
        payment.submitted_at,
        f"{payment.amount} left the account.",
        "send",
        "info",
    )
    if payment.settled_on is None:
        body = "The other bank gets the money that day."
        settles = f"Settles on {day_words(payment.effective_on)}"
        return [sent, Moment(settles, payment.effective_on, body, "clock", is_next=True)]
    body = f"The money reached the bank of {payment.counterparty_name}."
    settled = Moment("Settled", payment.settled_on, body, "check-circle", "success")
    return [sent, settled]


def _ended(payment: PaymentDetail, today: date) -> list[Moment]:
    if payment.returned_on and payment.return_code:
        why = return_words(payment.return_code)
        body = f"{why} {payment.amount} was given back."
        return [Moment("Came back", payment.returned_on, body, "undo", "danger")]
    if payment.settled_on is None:
        return []
    until = returnable_until(payment.settled_on)
    if today <= until:
        body = "The other bank may send it back, for example when the number is wrong."
        title = f"Can still come back until {day_words(until)}"
        return [Moment(title, until, body, "clock", is_next=True)]
    return []
