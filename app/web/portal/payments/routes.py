"""A customer's payments: all of them, one of them, and calling one off."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.banking.payments.actions.cancel import cancel
from app.banking.payments.approving import waiting_of
from app.banking.payments.queries import payment_detail
from app.banking.payments.rules import Status, can_become
from app.banking.payments.story import headline, story
from app.kernel.ids import PaymentId
from app.rails.calendars import eastern_day
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.threads import thread_beside
from app.web.portal.payments.activity import LIST
from app.web.tables.pages import list_page

blueprint = Blueprint("payments", __name__, template_folder="templates")


@blueprint.get("/payments")
@allow("portal.use")
def index() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/payments")


@blueprint.get("/payments/<payment:payment_id>")
@allow("portal.use")
def show(payment_id: PaymentId) -> ResponseReturnValue:
    payment, today = payment_detail(work.db, payment_id), eastern_day(work.now)
    waiting = waiting_of(work.db, payment_id)
    return page(
        "payments/show.html",
        payment=payment,
        waiting=waiting,
        story=story(payment, today=today, waiting=waiting),
        headline=headline(payment, today=today),
        can_cancel=can_become(payment.status, Status.CANCELED),
        **thread_beside(
            payment.customer_id,
            payment_id,
            url_for("messages.create_payment_message", payment_id=payment_id),
        ),
    )


@blueprint.post("/payments/<payment:payment_id>/cancellation")
@allow("portal.use")
def create_cancellation(payment_id: PaymentId) -> ResponseReturnValue:
    cancel(work.db, payment_id=payment_id, actor=work.actor, now=work.now)
    return moved_to("payments.show", payment_id=payment_id)
