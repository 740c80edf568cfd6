"""What customers and staff say to each other, and what staff note among themselves."""

from typing import TYPE_CHECKING
from uuid import UUID

from app.banking.notes.actions.assign import assign
from app.banking.notes.actions.write_note import write_note
from app.banking.notes.rules import Subject
from app.banking.threads.actions.write_message import About, write_message
from app.kernel.actor import Actor
from app.kernel.ids import LoginId, NoteId, PaymentId, ThreadId, new_id
from app.storage.session import customer_work, partner_work
from tests.adjustment_verbs import staff
from tests.customer_verbs import Person

if TYPE_CHECKING:
    from tests.world import World

ROBIN = staff("Robin")


def as_customer(person: Person) -> Actor:
    return Actor(kind="customer", id=new_id(person.world.now), label=person.name, door="portal")


def asks(
    person: Person, body: str, payment_id: PaymentId | None = None, *, minutes: int = 1
) -> ThreadId:
    """By the portal's own database role, a minute later unless told."""
    world = person.world
    with customer_work(world.partner_id, person.customer_id) as db:
        return write_message(
            db,
            of=About(person.customer_id, payment_id),
            body=body,
            is_from_customer=True,
            actor=as_customer(person),
            now=world.wait(minutes=minutes),
        )


def answers(
    person: Person,
    body: str,
    payment_id: PaymentId | None = None,
    *,
    by: Actor = ROBIN,
    minutes: int = 1,
) -> ThreadId:
    world = person.world
    with partner_work(world.partner_id) as db:
        return write_message(
            db,
            of=About(person.customer_id, payment_id),
            body=body,
            is_from_customer=False,
            actor=by,
            now=world.wait(minutes=minutes),
        )


def notes(
    world: "World",
    kind: str,
    its_id: UUID,
    body: str,
    *,
    is_pinned: bool = False,
    by: Actor = ROBIN,
    of_bank: bool = False,
    minutes: int = 1,
) -> NoteId:
    with partner_work(world.house_id if of_bank else world.partner_id) as db:
        return write_note(
            db,
            about=Subject(kind, its_id),
            body=body,
            is_pinned=is_pinned,
            actor=by,
            now=world.wait(minutes=minutes),
        )


def hands_on(
    world: "World",
    kind: str,
    its_id: UUID,
    to: Actor | None,
    *,
    of_bank: bool = False,
    minutes: int = 1,
) -> None:
    with partner_work(world.house_id if of_bank else world.partner_id) as db:
        assign(
            db,
            about=Subject(kind, its_id),
            login_id=LoginId(to.id) if to and to.id else None,
            actor=ROBIN,
            now=world.wait(minutes=minutes),
        )
