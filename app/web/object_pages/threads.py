"""A conversation beside the facts: its messages, a place to answer, its read mark, its timeline."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request, url_for

from app.banking.threads.actions.mark_read import mark_read
from app.banking.threads.queries import (
    MESSAGES_SHOWN,
    Message,
    Thread,
    asking_messages,
    asking_messages_in,
    asking_thread,
    messages_in,
)
from app.kernel.ids import CustomerId, PaymentId
from app.storage.keyset import Moment
from app.storage.together import Question, each_as, read_together
from app.web.cursors import read_cursor, write_cursor
from app.web.door import work
from app.web.object_pages.message_form import MessageForm
from app.web.object_pages.panes import quoted
from app.web.object_pages.told import Source, Told

LOOKED_AHEAD = ("Purpose", "Sec-Purpose", "HX-Preloaded")


def thread_beside(
    customer_id: CustomerId, payment_id: PaymentId | None, action: str, **given: Any
) -> dict[str, Any]:
    """The pane of a thing's page, for whoever may read what customers write."""
    thread, found = read_together(work.db, *asking_beside(customer_id, payment_id))
    return thread_pane(thread, action, found=found, **given)


def asking_beside(
    customer_id: CustomerId, payment_id: PaymentId | None
) -> tuple[Question[Thread | None], Question[list[Message]]]:
    """The thread and those of its messages that this request's address asks for."""
    limit = MESSAGES_SHOWN + 1
    return (
        asking_thread(customer_id, payment_id),
        asking_messages_in(customer_id, payment_id, before=_before(), limit=limit),
    )


def _before() -> Moment | None:
    given = read_cursor(request.args.get("earlier", ""), datetime, UUID)
    return (given[0], given[1]) if given else None


def thread_pane(
    thread: Thread | None,
    action: str,
    *,
    form: MessageForm | None = None,
    found: list[Message] | None = None,
) -> dict[str, Any]:
    """The context of `object_pages/_thread.html`; whoever opens it has read what it shows.

    `found` are its messages, where they have been read already.
    """
    is_customer = work.host.surface == "portal"
    if thread and found is None:
        found = messages_in(work.db, thread.id, before=_before(), limit=MESSAGES_SHOWN + 1)
    found = found or []
    if thread:
        _read(thread, by_customer=is_customer)
    shown = found[-MESSAGES_SHOWN:]
    may_write = is_customer or work.may("messages.answer")
    return {
        "thread": thread,
        "messages": shown,
        "earlier": write_cursor((shown[0].at, shown[0].id)) if len(found) > len(shown) else "",
        "message_form": (form or MessageForm(formdata=None)) if may_write else None,
        "message_action": action,
        "is_customer": is_customer,
    }


def messages_source(
    customer_id: CustomerId,
    payment_id: PaymentId | None = None,
    *,
    beside: list[Message] | None = None,
) -> Source:
    """Messages on a timeline; `beside` are the latest, which the page has read already."""

    def tell(before: Moment | None, limit: int) -> list[Told] | Question[list[Told]]:
        if beside is not None and before is None and "earlier" not in request.args:
            return [_told(each) for each in beside]
        found = asking_messages(customer_id, payment_id=payment_id, before=before, limit=limit)
        return each_as(found, _told)

    return Source("messages", tell, work.db)


def _told(each: Message) -> Told:
    return Told(
        at=each.at,
        id=each.id,
        kind="messages",
        title="Customer wrote" if each.is_from_customer else "Answered",
        body=quoted(each.body),
        actor=each.author_label,
        href=url_for("messages.show", thread_id=each.thread_id),
        mark="message",
        tone="info" if each.is_from_customer else "neutral",
    )


def _read(thread: Thread, *, by_customer: bool) -> None:
    """Not by whoever only looks in, nor by a browser that looks ahead."""
    is_ahead = any(request.headers.get(name) for name in LOOKED_AHEAD)
    may_answer = by_customer or work.may("messages.answer")
    if may_answer and work.support is None and not is_ahead and request.method == "GET":
        mark_read(work.db, thread, by_customer=by_customer, actor=work.actor, now=work.now)
