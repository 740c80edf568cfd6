"""Changing where a waiting payment goes: its maker sends another one in its place."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import account_detail
from app.banking.payments.actions.replace_waiting import replace_waiting
from app.banking.payments.approving import Waiting, waiting_of
from app.banking.payments.queries import PaymentDetail, payment_detail
from app.banking.payments.rules import Status
from app.banking.payments.sending import sending_terms
from app.kernel.errors import NotFound
from app.kernel.ids import PaymentId
from app.web.door import allow, moved_to, page, work
from app.web.proof import needs_proof
from app.web.sending import RAILS, Sending, ach_order, sending

WAY = "bank-account"


def can_replace(payment: PaymentDetail, waiting: Waiting | None) -> bool:
    """Only an ACH payment that waits, and only for whoever asked for it."""
    return (
        waiting is not None
        and payment.status == Status.PENDING_APPROVAL
        and payment.rail == RAILS[WAY]
        and work.login is not None
        and waiting.maker_id == work.login.login_id
        and work.may("payments.send")
    )


@allow("payments.send")
def new_replacement(payment_id: PaymentId) -> ResponseReturnValue:
    payment, asked = _asked(payment_id)
    form = asked.form
    form.name.data = payment.counterparty_name
    form.routing_number.data = payment.counterparty_routing
    form.account_number.data = payment.counterparty_account
    form.account_type.data = payment.counterparty_account_type
    form.amount.data = payment.amount.decimal()
    form.note.data = payment.description
    return _form_page(payment, asked)


@allow("payments.send")
@needs_proof
def create_replacement(payment_id: PaymentId) -> ResponseReturnValue:
    payment, asked = _asked(payment_id)
    if asked.is_valid:
        with asked.refusing():
            replaced = replace_waiting(
                work.db,
                payment_id=payment_id,
                order=ach_order(asked),
                actor=work.actor,
                now=work.now,
            )
            flash("Replaced. Another person has to agree to this one.", "success")
            return moved_to("payments.show", payment_id=replaced)
    return _form_page(payment, asked, status=422)


def _asked(payment_id: PaymentId) -> tuple[PaymentDetail, Sending]:
    """The payment and its form; a 404 for whoever cannot replace it."""
    payment = payment_detail(work.db, payment_id)
    if not can_replace(payment, waiting_of(work.db, payment_id)):
        raise NotFound("payment")
    asked = sending(WAY, [account_detail(work.db, payment.account_id)])
    if request.method == "GET":
        asked.form.from_account.data = asked.form.from_account.choices[0].value
    return payment, asked


def _form_page(payment: PaymentDetail, asked: Sending, *, status: int = 200) -> ResponseReturnValue:
    terms = sending_terms(work.db, payment.account_id, rail=RAILS[WAY], amount=None, now=work.now)
    return page("payments/replace.html", status=status, payment=payment, asked=asked, terms=terms)
