"""A payment's life in plain words, for its sender and for staff: what was, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from app.banking.payments.approving import Waiting
from app.banking.payments.queries import PaymentDetail
from app.banking.payments.rules import Status, cut_off, returnable_until
from app.kernel.dates import time_text, weekday_text
from app.kernel.languages import gettext as _
from app.kernel.languages import marked
from app.rails.calendars import EASTERN
from app.rails.nacha.codes import RETURN_CODES

WAITS = marked("Waits for a second person")
UNSENT = {
    Status.PENDING_APPROVAL: marked("Waits for a second person. Nothing has left the account."),
    Status.REJECTED: marked("Not approved. Nothing was sent."),
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
        return _(UNSENT[Status(payment.status)])
    if payment.returned_on and payment.return_code:
        return _(
            "Came back on %(day)s: %(why)s",
            day=weekday_text(payment.returned_on),
            why=return_words(payment.return_code),
        )
    if payment.rail == "book":
        return _("Moved at once on %(day)s.", day=weekday_text(payment.effective_on))
    if payment.direction == "incoming":
        day = weekday_text(payment.settled_on or payment.effective_on)
        return _("Received on %(day)s.", day=day)
    moments = story(payment, today=today)
    if payment.settled_on:
        settled = _("Settled on %(day)s", day=weekday_text(payment.settled_on))
        told = [settled, *(each.title for each in moments[:1] if each.is_next)]
        return ". ".join(told) + "."
    return f"{moments[0].title}." if moments else ""


def window_words(window_at: datetime) -> str:
    """`4:45 pm window on Mon, Mar 2`: the Fed's deadline in New York."""
    local = window_at.astimezone(EASTERN)
    time, day = time_text(local), weekday_text(local.date())
    return _("%(time)s window on %(day)s", time=time, day=day)


def return_words(code: str) -> str:
    """Why a payment came back, in words a person understands, with the code for the record."""
    known = RETURN_CODES.get(code)
    if known is None:
        return _("The other bank says %(code)s.", code=code)
    return f"{_(known.meaning).rstrip('.')} ({code})."


def _of_book(payment: PaymentDetail) -> list[Moment]:
    if payment.settled_on is None:
        return []
    moved = _(
        "%(amount)s went to %(name)s at once. It is final.",
        amount=payment.amount,
        name=payment.counterparty_name,
    )
    return [Moment(_("Done"), payment.created_at, moved, "check-circle", "success")]


def _of_incoming(payment: PaymentDetail) -> list[Moment]:
    on = payment.settled_on or payment.effective_on
    came = _(
        "%(amount)s came from %(name)s.", amount=payment.amount, name=payment.counterparty_name
    )
    return [Moment(_("Received"), on, came, "arrow-in", "success")]


def _asked(payment: PaymentDetail) -> list[Moment]:
    aside = _("%(amount)s is set aside.", amount=payment.total)
    if payment.fee.minor:
        aside = _(
            "%(amount)s is set aside, the fee of %(fee)s included.",
            amount=payment.total,
            fee=payment.fee,
        )
    asked = Moment(_("Asked for"), payment.created_at, aside, "edit")
    if payment.canceled_at:
        return [asked, Moment(_("Canceled"), payment.canceled_at, _freed(payment), "x")]
    return [asked]


def _decided(payment: PaymentDetail, waiting: Waiting | None, *, is_staff: bool) -> list[Moment]:
    """What a second person said, or who is waited for."""
    if waiting is None or payment.status == Status.CANCELED:
        return []
    if payment.status == Status.PENDING_APPROVAL:
        who = f"Decided by: {waiting.checkers}. " if is_staff else ""
        ends = _("Nothing leaves the account before. If nobody agrees by then, it ends.")
        body = f"{who}{ends}"
        return [Moment(_(WAITS), waiting.expires_at, body, "clock", "warning", is_next=True)]
    at = waiting.closed_at or payment.created_at
    by = f" by {waiting.closed_by}" if is_staff and waiting.status != "expired" else ""
    if payment.status == Status.REJECTED:
        why = f"{waiting.reason} " if waiting.reason and is_staff else ""
        body = f"{why}{_freed(payment)}"
        return [Moment(f"{_('Not approved')}{by}", at, body, "x-circle", "danger")]
    agreed = _("A second person agreed.")
    return [Moment(f"{_('Approved')}{by}", at, agreed, "check-circle", "success")]


def _freed(payment: PaymentDetail) -> str:
    return _("Nothing was sent. %(amount)s is available again.", amount=payment.total)


def _planned(payment: PaymentDetail) -> list[Moment]:
    if payment.status != Status.APPROVED or not payment.window_at:
        return []
    until = cut_off(payment.window_at).astimezone(EASTERN)
    body = _(
        "It should arrive on %(arrives)s. You can cancel until %(time)s on %(day)s.",
        arrives=weekday_text(payment.effective_on),
        time=time_text(until),
        day=weekday_text(until.date()),
    )
    goes = _("Goes to the Fed in the %(window)s", window=window_words(payment.window_at))
    return [Moment(goes, payment.window_at, body, "clock", is_next=True)]


def _sent(payment: PaymentDetail) -> list[Moment]:
    if not (payment.submitted_at and payment.window_at):
        return []
    sent = Moment(
        _("Sent to the Fed in the %(window)s", window=window_words(payment.window_at)),
        payment.submitted_at,
        _("%(amount)s left the account.", amount=payment.amount),
        "send",
        "info",
    )
    if payment.settled_on is None:
        body = _("The other bank gets the money that day.")
        settles = _("Settles on %(day)s", day=weekday_text(payment.effective_on))
        return [sent, Moment(settles, payment.effective_on, body, "clock", is_next=True)]
    body = _("The money reached the bank of %(name)s.", name=payment.counterparty_name)
    settled = Moment(_("Settled"), payment.settled_on, body, "check-circle", "success")
    return [sent, settled]


def _ended(payment: PaymentDetail, today: date) -> list[Moment]:
    if payment.returned_on and payment.return_code:
        why = return_words(payment.return_code)
        body = _("%(why)s %(amount)s was given back.", why=why, amount=payment.amount)
        return [Moment(_("Came back"), payment.returned_on, body, "undo", "danger")]
    if payment.settled_on is None:
        return []
    until = returnable_until(payment.settled_on)
    if today <= until:
        body = _("The other bank may send it back, for example when the number is wrong.")
        title = _("Can still come back until %(day)s", day=weekday_text(until))
        return [Moment(title, until, body, "clock", is_next=True)]
    return []
