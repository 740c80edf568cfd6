"""A customer's messages: all conversations, one of them, and writing one."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.payments.queries import payment_detail
from app.banking.threads.actions.write_message import About, write_message
from app.banking.threads.queries import (
    Thread,
    last_messages,
    thread_about,
    thread_detail,
    threads_of,
)
from app.banking.threads.subjects import subjects_of
from app.kernel.errors import Refused
from app.kernel.ids import CustomerId, PaymentId, ThreadId
from app.kernel.languages import gettext as _
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, page, work
from app.web.object_pages.message_form import MessageForm
from app.web.object_pages.threads import thread_pane

blueprint = Blueprint("messages", __name__, template_folder="templates")
LINES = 25
PREVIEW_LENGTH = 120


@blueprint.get("/messages")
@allow("portal.use")
def index() -> ResponseReturnValue:
    return _list(MessageForm(formdata=None))


@blueprint.post("/messages")
@allow("portal.use")
def create() -> ResponseReturnValue:
    form = MessageForm()
    thread_id = _written(About(_customer_id()), form)
    return _list(form, status=422) if thread_id is None else _sent(thread_id)


@blueprint.get("/messages/<thread:thread_id>")
@allow("portal.use")
def show(thread_id: UUID) -> ResponseReturnValue:
    return _shown(thread_detail(work.db, ThreadId(thread_id)), None)


@blueprint.post("/messages/<thread:thread_id>")
@allow("portal.use")
def create_answer(thread_id: UUID) -> ResponseReturnValue:
    thread, form = thread_detail(work.db, ThreadId(thread_id)), MessageForm()
    written = _written(About(thread.customer_id, thread.payment_id), form)
    return _shown(thread, form, status=422) if written is None else _sent(written)


@blueprint.post("/payments/<payment:payment_id>/messages")
@allow("portal.use")
def create_payment_message(payment_id: PaymentId) -> ResponseReturnValue:
    payment, form = payment_detail(work.db, payment_id), MessageForm()
    about = About(payment.customer_id, payment_id)
    thread_id = _written(about, form)
    if thread_id is not None:
        return _sent(thread_id)
    thread = thread_about(work.db, about.customer_id, payment_id)
    action = url_for("messages.create_payment_message", payment_id=payment_id)
    amount, name = payment.amount, payment.counterparty_name
    subject = _("%(amount)s to %(name)s", amount=amount, name=name)
    return _page(thread, subject, action, form, status=422)


def _written(about: About, form: MessageForm) -> ThreadId | None:
    """Where the message stands; None when it was refused, and the form says why."""
    if not form.validate():
        return None
    try:
        return write_message(
            work.db,
            of=about,
            body=form.message_body.data or "",
            is_from_customer=True,
            actor=work.actor,
            now=work.now,
        )
    except Refused as refusal:
        form.refuse("message_body", refusal)
        return None


def _sent(thread_id: ThreadId) -> ResponseReturnValue:
    flash(_("Your message is sent. You get a letter when there is an answer."), "success")
    return redirect(f"{url_for('messages.show', thread_id=thread_id)}#messages", code=303)


def _list(form: MessageForm, *, status: int = 200) -> ResponseReturnValue:
    given = read_cursor(request.args.get("before", ""), datetime, UUID)
    before = (given[0], given[1]) if given else None
    found = threads_of(work.db, _customer_id(), before=before, limit=LINES + 1)
    threads = found[:LINES]
    subjects = subjects_of(work.db, _customer_id())
    last = last_messages(work.db, [each.id for each in threads])
    older = write_cursor((threads[-1].last_at, threads[-1].id)) if found[LINES:] else ""
    return page(
        "messages/index.html",
        status=status,
        lines=[
            (each, subjects.get(each.id, ""), _preview(last[each.id].body))
            for each in threads
            if each.id in last
        ],
        form=form,
        older_href=url_for("messages.index", before=older) if older else "",
        newer_href=url_for("messages.index") if given else "",
    )


def _preview(body: str) -> str:
    words = " ".join(body.split())
    return words if len(words) <= PREVIEW_LENGTH else f"{words[:PREVIEW_LENGTH].rstrip()}…"


def _shown(thread: Thread, form: MessageForm | None, *, status: int = 200) -> ResponseReturnValue:
    subject = subjects_of(work.db, thread.customer_id).get(thread.id, "")
    action = url_for("messages.create_answer", thread_id=thread.id)
    return _page(thread, subject, action, form, status=status)


def _page(
    thread: Thread | None, subject: str, action: str, form: MessageForm | None, *, status: int
) -> ResponseReturnValue:
    own = thread.payment_id if thread else None
    return page(
        "messages/show.html",
        status=status,
        subject=subject or _("Messages"),
        payment_href=url_for("payments.show", payment_id=own) if own else "",
        **thread_pane(thread, action, form=form),
    )


def _customer_id() -> CustomerId:
    assert work.customer_id is not None  # noqa: S101 -- portal.use is a customer's permission
    return CustomerId(work.customer_id)
