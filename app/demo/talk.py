"""What customers asked and staff answered in the demo, their notes, and who looks after what."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.access.queries import users
from app.banking.notes.actions.assign import assign
from app.banking.notes.actions.write_note import write_note
from app.banking.notes.rules import Subject
from app.banking.payments.queries import PaymentFilter, PaymentLine, payments
from app.banking.threads.actions.write_message import About, write_message
from app.demo.remarks import remark_on_books, remark_on_thread
from app.demo.stage import BankStage, BrandStage
from app.kernel.actor import Actor
from app.kernel.ids import CustomerId, LoginId
from app.storage.session import house_work, partner_work

BANK_NOTE = (
    "Called about the returns of this month. They expect fewer from the next payday on; look "
    "again at the end of the quarter."
)
PINNED = "Prefers to be called in the evening. Speaks Spanish."
NOTED = "Named the last two payments before I said anything about the account."
ASKED = "When does this payment arrive? My landlord needs it by Friday."
ANSWERED = (
    "It went to the Fed this morning and should be there tomorrow. You see each step under "
    "“What happened” on the payment's page."
)
THANKS = "Thank you. Can I also see who sent it on?"
GENERAL = "How do I change my address? I am moving at the end of the month."


def leave_talk(stage: BankStage, *, now: datetime) -> None:
    """One conversation is answered, two wait; an officer has noted something on each partner."""
    for brand in stage.brands:
        with partner_work(brand.partner_id) as db:
            _talk(db, brand, now=now)
    with house_work(stage.books.house_id, stage.books.bank_id) as db:
        officer = Actor("officer", None, "Oversight officer", door="oversight")
        for brand in stage.brands[:1]:
            about = Subject("partner", brand.partner_id)
            write_note(db, about=about, body=BANK_NOTE, actor=officer, now=_before(now, 200))


def _talk(db: Session, brand: BrandStage, *, now: datetime) -> None:
    staff = {user.role: Actor("user", user.id, user.name, door="console") for user in users(db)}
    support = staff.get("support") or staff["operations"]
    talking = [each.number for each in brand.script.customers if each.has_login][:1]
    others = [each.number for each in brand.script.customers if not each.has_login][:1]
    for number in talking:
        _about_a_payment(db, brand, number, support, now=now)
    for number in others:
        customer_id = brand.account(number).customer_id
        _says(db, brand, number, About(customer_id), GENERAL, at=_before(now, 95))
        about = Subject("customer", customer_id)
        write_note(
            db, about=about, body=PINNED, is_pinned=True, actor=support, now=_before(now, 400)
        )
        write_note(db, about=about, body=NOTED, actor=staff["compliance"], now=_before(now, 90))
        _hand(db, about, support.id, staff["owner"], now=_before(now, 80))
        remark_on_thread(db, customer_id, staff, now=_before(now, 70))
    remark_on_books(db, staff, now=now)


def _about_a_payment(
    db: Session, brand: BrandStage, number: int, support: Actor, *, now: datetime
) -> None:
    """Asked, answered and asked again; the payment is looked after by whoever answered."""
    customer_id = brand.account(number).customer_id
    payment = _latest_sent(db, customer_id)
    if payment is None:
        return
    about = About(customer_id, payment.id)
    _says(db, brand, number, about, ASKED, at=_before(now, 150))
    write_message(
        db,
        of=about,
        body=ANSWERED,
        is_from_customer=False,
        actor=support,
        now=_before(now, 120),
    )
    _says(db, brand, number, about, THANKS, at=_before(now, 45))
    _hand(db, Subject("payment", payment.id), support.id, support, now=_before(now, 119))


def _latest_sent(db: Session, customer_id: CustomerId) -> PaymentLine | None:
    asked = PaymentFilter(customer_id=customer_id, direction="outgoing")
    found = payments(db, asked)
    return next(iter(found.lines), None)


def _says(
    db: Session, brand: BrandStage, number: int, about: About, body: str, *, at: datetime
) -> None:
    actor = brand.actor(number)
    write_message(db, of=about, body=body, is_from_customer=True, actor=actor, now=at)


def _hand(
    db: Session, about: Subject, login_id: UUID | None, actor: Actor, *, now: datetime
) -> None:
    assign(db, about=about, login_id=LoginId(login_id) if login_id else None, actor=actor, now=now)


def _before(now: datetime, minutes: int) -> datetime:
    return now - timedelta(minutes=minutes)
