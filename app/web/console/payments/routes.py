"""Payments of a brand: the list, one in full, sending on behalf of an account, calling one off."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import account_detail
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.queries import (
    PaymentCursor,
    PaymentFilter,
    payment_detail,
    payments,
    sending_terms,
)
from app.banking.payments.rules import Status
from app.kernel.ids import AccountId, PaymentId
from app.web.console.payments.replacing import create_replacement, new_replacement
from app.web.console.payments.showing import payment_page
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, moved_to, page, work
from app.web.object_pages.told import timeline_fragment
from app.web.sending import RAILS, Sending, rehearse, send, sending

blueprint = Blueprint("payments", __name__, template_folder="templates")
WAY = "<any('bank-account', 'transfer'):way>"
ANY = "any"
RAIL_CHOICES = ((ANY, "All rails"), ("ach", "ACH"), ("book", "Book"))
DIRECTION_CHOICES = ((ANY, "In and out"), ("outgoing", "Outgoing"), ("incoming", "Incoming"))
STATUS_CHOICES = (
    (ANY, "All statuses"),
    *((status.value, status.value.replace("_", " ").capitalize()) for status in Status),
)
CHOICES = {"rail": RAIL_CHOICES, "status": STATUS_CHOICES, "direction": DIRECTION_CHOICES}


@blueprint.get("/payments")
@allow("payments.view")
def index() -> ResponseReturnValue:
    chosen = _chosen()
    before = read_cursor(request.args.get("before", ""), datetime, UUID)
    found = payments(work.db, _narrowed(chosen), before=PaymentCursor(*before) if before else None)
    older = found.next_cursor
    return page(
        "payments/index.html",
        fragment="payments/_list.html",
        lines=found.lines,
        chosen=chosen,
        narrowed={name: value for name, value in chosen.items() if value != ANY},
        choices=CHOICES,
        older=write_cursor((older.created_at, older.id) if older else None),
        is_first=before is None,
    )


@blueprint.get("/payments/<payment:payment_id>")
@allow("payments.view")
def show(payment_id: PaymentId) -> ResponseReturnValue:
    payment = payment_detail(work.db, payment_id)
    return page("payments/show.html", fragment=timeline_fragment(), **payment_page(payment))


@blueprint.post("/payments/<payment:payment_id>/cancellation")
@allow("payments.cancel")
def create_cancellation(payment_id: PaymentId) -> ResponseReturnValue:
    cancel(work.db, payment_id=payment_id, actor=work.actor, now=work.now)
    return moved_to("payments.show", payment_id=payment_id)


@blueprint.get("/accounts/<account:account_id>/payments/new")
@allow("payments.send")
def choose(account_id: AccountId) -> ResponseReturnValue:
    return page("payments/choose.html", account=account_detail(work.db, account_id))


@blueprint.get(f"/accounts/<account:account_id>/payments/{WAY}")
@allow("payments.send")
def new(account_id: AccountId, way: str) -> ResponseReturnValue:
    return _form_page(_sending(account_id, way))


@blueprint.post(f"/accounts/<account:account_id>/payments/{WAY}")
@allow("payments.send")
def review(account_id: AccountId, way: str) -> ResponseReturnValue:
    """Nothing is sent yet: the payment is made, looked at, and taken back."""
    asked = _sending(account_id, way)
    if "change" in request.form:
        return _form_page(asked)
    if asked.is_valid:
        with asked.refusing():
            payment = rehearse(work.db, lambda: send(work, asked))
            return page("payments/review.html", asked=asked, payment=payment)
    return _form_page(asked, status=422)


@blueprint.post(f"/accounts/<account:account_id>/payments/{WAY}/confirmation")
@allow("payments.send")
def create(account_id: AccountId, way: str) -> ResponseReturnValue:
    asked = _sending(account_id, way)
    if asked.is_valid:
        with asked.refusing():
            return moved_to("payments.show", payment_id=send(work, asked))
    return _form_page(asked, status=422)


blueprint.get("/payments/<payment:payment_id>/replacement")(new_replacement)
blueprint.post("/payments/<payment:payment_id>/replacement")(create_replacement)


def _chosen() -> dict[str, str]:
    """The filters of the address; a value we do not offer narrows nothing."""
    given = {name: request.args.get(name, ANY) for name in CHOICES}
    known = {name: {value for value, _ in offered} for name, offered in CHOICES.items()}
    return {name: value if value in known[name] else ANY for name, value in given.items()}


def _narrowed(chosen: dict[str, str]) -> PaymentFilter:
    return PaymentFilter(**{name: value for name, value in chosen.items() if value != ANY})


def _sending(account_id: AccountId, way: str) -> Sending:
    return sending(way, [account_detail(work.db, account_id)])


def _form_page(asked: Sending, *, status: int = 200) -> ResponseReturnValue:
    terms = sending_terms(
        work.db, asked.account.id, rail=RAILS[asked.way], amount=None, now=work.now
    )
    return page("payments/form.html", status=status, asked=asked, terms=terms)
