"""Close a business day for the partner in scope: write down what its books say, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.totals import LedgerTotals, totals_as_of
from app.banking.products.tables import ProgramRow
from app.banking.reconciliation.rules import day_ends_at, settlement_account
from app.banking.reconciliation.tables import ProgramDayRow
from app.kernel.actor import Actor
from app.kernel.ids import new_id
from app.storage.scope import current_partner
from tenants.resolve import partner_of

FIGURES = ("cash_minor", "owed_minor", "in_transit_minor", "other_minor", "customers")
HOUSE_CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class _Book:
    """A set of books that one bank account stands behind."""

    program_id: UUID | None
    bank_account: str
    currency: str


def close_day(db: Session, *, day: date, actor: Actor, now: datetime) -> int:
    """Write the day's figures for every program, or for the house's own books.

    Closing again writes nothing unless a figure has changed since; then the day is restated,
    and the audit record says what it was before. Returns how many lines were written.
    """
    found = {
        totals.program_id: totals for totals in totals_as_of(db, day, ends_at=day_ends_at(day))
    }
    written = 0
    for book in _books(db):
        figures = _figures(found.get(book.program_id))
        written += _write(db, book, day, figures, actor=actor, now=now)
    return written


def _books(db: Session) -> Iterator[_Book]:
    """A house partner has one book, behind the bank's settlement account; a brand its programs."""
    partner = partner_of(db, current_partner(db))
    if partner.is_house:
        yield _Book(None, settlement_account(partner.bank.routing_numbers), HOUSE_CURRENCY)
    for row in db.scalars(select(ProgramRow).order_by(ProgramRow.id)):
        yield _Book(row.id, row.fbo_account_number, row.currency)


def _figures(totals: LedgerTotals | None) -> dict[str, int]:
    if totals is None:
        return dict.fromkeys(FIGURES, 0)
    return {
        "cash_minor": totals.cash.minor,
        "owed_minor": totals.owed.minor,
        "in_transit_minor": totals.in_transit.minor,
        "other_minor": totals.other.minor,
        "customers": totals.customers,
    }


def _write(
    db: Session, book: _Book, day: date, figures: dict[str, int], *, actor: Actor, now: datetime
) -> int:
    row = insert(ProgramDayRow).values(
        partner_id=current_partner(db),
        id=new_id(now),
        program_id=book.program_id,
        bank_account=book.bank_account,
        business_on=day,
        currency=book.currency,
        closed_at=now,
        **figures,
    )
    if db.scalar(row.on_conflict_do_nothing().returning(ProgramDayRow.id)):
        _remember(db, "day.closed", book, day, actor=actor, now=now, **figures)
        return 1
    return _restate(db, book, day, figures, actor=actor, now=now)


def _restate(
    db: Session, book: _Book, day: date, figures: dict[str, int], *, actor: Actor, now: datetime
) -> int:
    row = db.scalars(
        select(ProgramDayRow)
        .where(ProgramDayRow.bank_account == book.bank_account, ProgramDayRow.business_on == day)
        .with_for_update()
    ).one()
    before = {name: getattr(row, name) for name in FIGURES}
    if before == figures:
        return 0
    for name, value in figures.items():
        setattr(row, name, value)
    row.closed_at = now
    _remember(db, "day.restated", book, day, actor=actor, now=now, before=before, after=figures)
    return 1


def _remember(
    db: Session,
    action: str,
    book: _Book,
    day: date,
    *,
    actor: Actor,
    now: datetime,
    **details: Any,
) -> None:
    subject = ("program", book.program_id) if book.program_id else ("partner", current_partner(db))
    record(db, actor, action, subject=subject, now=now, business_on=day.isoformat(), **details)
