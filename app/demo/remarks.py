"""What colleagues noted in the demo on a product, an account of the chart, a brand version."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.ledger.queries import chart
from app.banking.notes.actions.assign import assign
from app.banking.notes.actions.write_note import write_note
from app.banking.notes.rules import Subject
from app.banking.products.queries import programs
from app.banking.threads.queries import thread_about
from app.kernel.actor import Actor
from app.kernel.ids import BrandVersionId, CustomerId, LoginId

ON_PRODUCT = "The ACH fee is looked at again in January: two partners of the bank ask for less."
ON_FEES = "Monthly fees come in on the first. I compare the sum with the accounts that owe one."
ON_THREAD = "She moves on the 30th. The new address changes with the first letter after it."
ON_VERSION = "Legal has read the wording. Publish on a morning, when support is there."
ON_VERSION_BY_BANK = "The green is darker than in the last one; the contrast report is clean."
DAY = timedelta(days=1)


def remark_on_books(db: Session, staff: Mapping[str, Actor], *, now: datetime) -> None:
    """One note on a product and one on fee income, each looked after by its author."""
    program = programs(db)[0]
    things = (
        (Subject("product", program.products[0].id), ON_PRODUCT, staff["compliance"]),
        (Subject("ledger_account", chart(db, program.id)["fee_income"]), ON_FEES, _desk(staff)),
    )
    for about, words, who in things:
        write_note(db, about=about, body=words, actor=who, now=now - DAY)
        _take(db, about, who, now=now - DAY)


def remark_on_thread(
    db: Session, customer_id: CustomerId, staff: Mapping[str, Actor], *, now: datetime
) -> None:
    """A conversation is handed to operations, though support looks after the customer."""
    thread = thread_about(db, customer_id, None)
    if thread:
        about = Subject("thread", thread.id)
        write_note(db, about=about, body=ON_THREAD, actor=_desk(staff), now=now)
        _take(db, about, _desk(staff), now=now)


def remark_on_version(db: Session, version_id: BrandVersionId, owner: Actor, at: datetime) -> None:
    about = Subject("brand_version", version_id)
    write_note(db, about=about, body=ON_VERSION, is_pinned=True, actor=owner, now=at)
    _take(db, about, owner, now=at)


def remark_as_bank(house: Session, version_id: UUID, officer: Actor, at: datetime) -> None:
    """In the bank's own books: the brand never sees it."""
    about = Subject("brand_version", version_id)
    write_note(house, about=about, body=ON_VERSION_BY_BANK, actor=officer, now=at)
    _take(house, about, officer, now=at)


def _desk(staff: Mapping[str, Actor]) -> Actor:
    return staff["operations"]


def _take(db: Session, about: Subject, who: Actor, *, now: datetime) -> None:
    assign(db, about=about, login_id=LoginId(who.id) if who.id else None, actor=who, now=now)
