"""The inbox, one conversation, and answers: from the inbox, a customer's page or a payment's."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.banking.audit.catalogue import label_of
from app.banking.audit.queries import ChangeLine
from app.banking.customers.queries import customer_detail
from app.banking.payments.queries import payment_detail
from app.banking.threads.actions.close_thread import close_thread
from app.banking.threads.actions.reopen_thread import reopen_thread
from app.banking.threads.actions.write_message import About, write_message
from app.banking.threads.listing import CONVERSATIONS
from app.banking.threads.queries import Thread, thread_about, thread_detail
from app.banking.threads.subjects import subjects_of
from app.kernel.errors import Refused
from app.kernel.ids import CustomerId, PaymentId, ThreadId, shown
from app.web.approval_pages.desk import me
from app.web.console.messages.letters import letter
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.message_form import MessageForm
from app.web.object_pages.related import Group, known, related_groups
from app.web.object_pages.sources import Look, changes_source, look_of
from app.web.object_pages.steps import Step, step
from app.web.object_pages.threads import thread_pane
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.tables.pages import Empty, TablePage, list_page

blueprint = Blueprint("messages", __name__, template_folder="templates")
UNTOLD = ("message.", "note.")  # what was said is the conversation itself; notes tell themselves


def _presets() -> tuple[tuple[str, str], ...]:
    return (
        ("Waiting", "status=waiting&sort=since"),
        ("Waiting, mine", f"status=waiting&person={shown('login', me().login_id)}&sort=since"),
        ("Waiting, nobody's", "status=waiting&assigned=no&sort=since"),
        ("Closed", "status=closed"),
    )


LIST = TablePage(
    CONVERSATIONS,
    "messages.index",
    href=lambda line: url_for("messages.show", thread_id=line.id),
    called="Messages",
    lead="What customers asked, and what was answered.",
    parts={"said": "messages/_said.html", "status": "messages/_state.html"},
    opens_drawer=True,
    kind="thread",
    presets=_presets,
    empty=Empty(
        "No conversations yet",
        "Customers write from the portal; you can begin one on a customer's or a payment's page.",
        mark="message",
        good={
            ("status", "waiting"): (
                "Nobody waits for an answer",
                "A question that a customer writes in the portal stands here until it is answered.",
            )
        },
        begins=("Find a customer", "customers.index"),
    ),
)


@blueprint.get("/messages")
@allow("customers.view")
def index() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/messages")


@blueprint.get("/threads/<thread:thread_id>")
@allow("customers.view")
def show(thread_id: UUID) -> ResponseReturnValue:
    return _shown(thread_detail(work.db, ThreadId(thread_id)), None)


blueprint.get("/letters/<mail:mail_id>")(letter)


@blueprint.post("/threads/<thread:thread_id>/messages")
@allow("messages.answer")
def create_answer(thread_id: UUID) -> ResponseReturnValue:
    thread = thread_detail(work.db, ThreadId(thread_id))
    form = MessageForm()
    if not _written(About(thread.customer_id, thread.payment_id), form):
        return _shown(thread, form, status=422)
    flash("Sent. The customer finds it under Messages.", "success")
    return redirect(f"{url_for('messages.show', thread_id=thread_id)}#messages", code=303)


@blueprint.post("/payments/<payment:payment_id>/messages")
@allow("messages.answer")
def create_payment_message(payment_id: PaymentId) -> ResponseReturnValue:
    payment, form = payment_detail(work.db, payment_id), MessageForm()
    about = About(payment.customer_id, payment_id)
    if not _written(about, form):
        return _shown_first(about, form)
    return redirect(f"{url_for('payments.show', payment_id=payment_id)}#messages", code=303)


@blueprint.post("/customers/<customer:customer_id>/messages")
@allow("messages.answer")
def create_customer_message(customer_id: CustomerId) -> ResponseReturnValue:
    customer_detail(work.db, customer_id)
    form, about = MessageForm(), About(customer_id)
    if not _written(about, form):
        return _shown_first(about, form)
    return redirect(f"{url_for('customers.show', customer_id=customer_id)}#messages", code=303)


@blueprint.post("/threads/<thread:thread_id>/closure")
@allow("messages.answer")
def create_closure(thread_id: UUID) -> ResponseReturnValue:
    close_thread(work.db, thread_id=ThreadId(thread_id), actor=work.actor, now=work.now)
    flash("The conversation is closed. It opens again when the customer writes.", "success")
    return moved_to("messages.show", thread_id=thread_id)


@blueprint.post("/threads/<thread:thread_id>/reopening")
@allow("messages.answer")
def create_reopening(thread_id: UUID) -> ResponseReturnValue:
    reopen_thread(work.db, thread_id=ThreadId(thread_id), actor=work.actor, now=work.now)
    flash("The conversation is open again.", "success")
    return moved_to("messages.show", thread_id=thread_id)


def _written(about: About, form: MessageForm) -> bool:
    """Whether the message was kept; else the form says why not."""
    if not form.validate():
        return False
    try:
        write_message(
            work.db,
            of=about,
            body=form.message_body.data or "",
            is_from_customer=False,
            actor=work.actor,
            now=work.now,
        )
    except Refused as refusal:
        form.refuse("message_body", refusal)
        return False
    return True


def _shown_first(about: About, form: MessageForm) -> ResponseReturnValue:
    """A refused first message, on a page of its own."""
    thread = thread_about(work.db, about.customer_id, about.payment_id)
    return _page(about, thread, form, status=422)


def _shown(thread: Thread, form: MessageForm | None, *, status: int = 200) -> ResponseReturnValue:
    return _page(About(thread.customer_id, thread.payment_id), thread, form, status=status)


def _page(
    about: About, thread: Thread | None, form: MessageForm | None, *, status: int
) -> ResponseReturnValue:
    customer = customer_detail(work.db, about.customer_id)
    subject = subjects_of(work.db, about.customer_id).get(thread.id, "") if thread else ""
    own = {"payment_id": about.payment_id} if about.payment_id else {}
    beside = [known("customer", customer.id, customer.name)]
    if about.payment_id:
        beside.append(known("payment", about.payment_id, subject))
    related = related_groups(work.db, beside=beside)
    if thread:
        action = url_for("messages.create_answer", thread_id=thread.id)
    elif own:
        action = url_for("messages.create_payment_message", **own)
    else:
        action = url_for("messages.create_customer_message", customer_id=about.customer_id)
    return page(
        "messages/show.html",
        fragment=timeline_fragment() if thread else "",
        status=status,
        customer=customer,
        subject=subject or "General",
        **thread_pane(thread, action, form=form),
        **({"related": related} | (_told_of(thread, related) if thread else {})),
    )


def _told_of(thread: Thread, related: list[Group]) -> dict[str, Any]:
    """Who has read, closed and opened it; what was said is the page itself."""
    return object_context(
        work.db,
        "thread",
        thread.id,
        thread,
        changes_source(work.db, [thread.id], own=thread.id, retold=_retold, silent=UNTOLD),
        steps=list(_steps(thread)),
        related=related,
    )


def _retold(line: ChangeLine) -> tuple[str, str, Look]:
    """By whom it was read, the line itself says."""
    return label_of(line.action), "", look_of(line.action)


def _steps(thread: Thread) -> Iterator[Step]:
    yield step("Answer", "messages.answer", href="#messages", mark="message", kind="primary")
    if thread.is_closed:
        again = url_for("messages.create_reopening", thread_id=thread.id)
        yield step("Open again", "messages.answer", post=again, mark="unlock")
    else:
        ended = url_for("messages.create_closure", thread_id=thread.id)
        yield step("Close", "messages.answer", post=ended, mark="check")
