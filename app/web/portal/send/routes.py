"""Send money: choose a way, fill in, see exactly what will happen, then say yes."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import accounts_of
from app.banking.payments.sending import sending_terms
from app.kernel.ids import CustomerId
from app.web.door import allow, moved_to, page, work
from app.web.portal.send.proving import (
    ProofDue,
    forget_typed,
    prove_first,
    send_proved,
    typed_before,
)
from app.web.sending import RAILS, Sending, rehearse, sending

blueprint = Blueprint("send", __name__, template_folder="templates")
WAY = "<any('bank-account', 'transfer', 'own-account'):way>"


@blueprint.get("/send")
@allow("portal.use")
def index() -> ResponseReturnValue:
    accounts = accounts_of(work.db, _customer_id())
    return page("send/index.html", accounts=[each for each in accounts if each.status != "closed"])


@blueprint.get(f"/send/{WAY}")
@allow("portal.use")
def new(way: str) -> ResponseReturnValue:
    """Empty, or with what was typed before a proof was asked for."""
    typed = typed_before(way) if "again" in request.args else None
    return _form_page(sending(way, accounts_of(work.db, _customer_id()), typed=typed))


@blueprint.post(f"/send/{WAY}")
@allow("portal.use")
def review(way: str) -> ResponseReturnValue:
    """Nothing is sent yet: the payment is made, looked at, and taken back."""
    asked = _sending(way)
    if "change" in request.form:
        return _form_page(asked)
    if asked.is_valid:
        with asked.refusing():
            try:
                payment = rehearse(work.db, lambda: send_proved(asked))
            except ProofDue:
                return prove_first(asked)
            return page("send/review.html", asked=asked, payment=payment)
    return _form_page(asked, status=422)


@blueprint.post(f"/send/{WAY}/confirmation")
@allow("portal.use")
def create(way: str) -> ResponseReturnValue:
    asked = _sending(way)
    if asked.is_valid:
        with asked.refusing():
            try:
                payment_id = send_proved(asked)
            except ProofDue:
                return prove_first(asked)
            forget_typed()
            return moved_to("payments.show", payment_id=payment_id)
    return _form_page(asked, status=422)


def _sending(way: str) -> Sending:
    return sending(way, accounts_of(work.db, _customer_id()))


def _form_page(asked: Sending, *, status: int = 200) -> ResponseReturnValue:
    # What is shown comes from before the refusal, so it is read in a fresh look.
    terms = sending_terms(
        work.db, asked.account.id, rail=RAILS[asked.way], amount=None, now=work.now
    )
    return page("send/form.html", status=status, asked=asked, terms=terms)


def _customer_id() -> CustomerId:
    assert work.customer_id is not None  # noqa: S101 -- portal.use is a customer's permission
    return CustomerId(work.customer_id)
