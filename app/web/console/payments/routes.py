"""Payments of a brand: the list, one in full, sending on behalf of an account, calling one off."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import account_detail
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.listing import PAYMENTS
from app.banking.payments.queries import payment_detail
from app.banking.payments.sending import sending_terms
from app.kernel.ids import AccountId, PaymentId
from app.web.console.payments.replacing import create_replacement, new_replacement
from app.web.console.payments.showing import payment_page
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.told import timeline_fragment
from app.web.sending import RAILS, Sending, rehearse, send, sending
from app.web.tables.pages import Empty, TablePage, list_page

blueprint = Blueprint("payments", __name__, template_folder="templates")
WAY = "<any('bank-account', 'transfer'):way>"
LIST = TablePage(
    PAYMENTS,
    "payments.index",
    href=lambda line: url_for("payments.show", payment_id=line.id),
    opens_drawer=True,
    kind="payment",
    lead="Every order to move money, in and out.",
    empty=Empty(
        "No payments yet",
        "Money is sent from an account's page on a customer's behalf; payments from the portal "
        "appear here too.",
        mark="swap",
        begins=("Choose an account", "accounts.index"),
    ),
)


@blueprint.get("/payments")
@allow("payments.view")
def index() -> ResponseReturnValue:
    return list_page(LIST)


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


open_list(blueprint, LIST, "/payments")
blueprint.get("/payments/<payment:payment_id>/replacement")(new_replacement)
blueprint.post("/payments/<payment:payment_id>/replacement")(create_replacement)


def _sending(account_id: AccountId, way: str) -> Sending:
    return sending(way, [account_detail(work.db, account_id)])


def _form_page(asked: Sending, *, status: int = 200) -> ResponseReturnValue:
    terms = sending_terms(
        work.db, asked.account.id, rail=RAILS[asked.way], amount=None, now=work.now
    )
    return page("payments/form.html", status=status, asked=asked, terms=terms)
