"""What became of a received file's entries, owner by owner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app.banking.payments.intake_queries import CURRENCY
from app.banking.payments.intake_rules import Kind, Outcome
from app.banking.payments.tables import ReceivedEntryRow, ReceivedShareRow
from app.kernel.ids import BankId, FileId, PartnerId
from app.kernel.money import Money
from tenants.tables import PartnerRow


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One owner's part of a file: credits less debits; `posted_at` once all of it is done."""

    partner_id: PartnerId | None
    name: str
    is_house: bool
    entries: int
    waiting: int
    amount: Money
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Entries of a file that nobody may overlook."""

    repeated: int
    repeated_amount: Money
    unmatched: int
    unmatched_amount: Money


def shares_of(db: Session, file_id: FileId) -> list[ShareLine]:
    """Whose the file's money is, partner by partner, the house last; read as the bank."""
    row = ReceivedEntryRow
    waiting = func.count().filter(row.outcome == Outcome.WAITING)
    done = row.outcome.in_((Outcome.WAITING, Outcome.POSTED, Outcome.SUSPENSE))
    signed = case((row.kind == Kind.DEBIT, -row.amount_minor), else_=row.amount_minor)
    amount = func.coalesce(func.sum(signed).filter(done), 0)
    owner = func.coalesce(row.owner_partner_id, _house())
    parts = (
        select(
            owner.label("partner_id"),
            func.count().label("entries"),
            waiting.label("waiting"),
            amount.label("amount"),
        )
        .where(row.file_id == file_id)
        .group_by(owner)
        .subquery()
    )
    share = and_(
        ReceivedShareRow.partner_id == parts.c.partner_id, ReceivedShareRow.file_id == file_id
    )
    found = db.execute(
        select(parts, PartnerRow.name, PartnerRow.is_house, ReceivedShareRow.posted_at)
        .join(PartnerRow, PartnerRow.id == parts.c.partner_id)
        .outerjoin(ReceivedShareRow, share)
        .order_by(PartnerRow.is_house, PartnerRow.name)
    )
    return [
        ShareLine(
            partner_id=PartnerId(each.partner_id),
            name=each.name,
            is_house=each.is_house,
            entries=each.entries,
            waiting=each.waiting,
            amount=Money(int(each.amount), CURRENCY),
            posted_at=each.posted_at,
        )
        for each in found
    ]


def owners_due(db: Session, bank_id: BankId, file_id: FileId, now: datetime) -> list[UUID | None]:
    """Whose entries of the file are to be posted now; None stands for the house, and comes last."""
    row = ReceivedEntryRow
    owners = db.scalars(
        select(row.owner_partner_id)
        .where(
            row.bank_id == bank_id,
            row.file_id == file_id,
            row.outcome == Outcome.WAITING,
            row.due_at <= now,
        )
        .distinct()
    )
    return sorted(owners, key=lambda owner: (owner is None, str(owner)))


def trouble_in(db: Session, bank_id: BankId, file_id: FileId) -> Trouble:
    """Entries that came before, and returns of nothing that we sent."""
    row = ReceivedEntryRow
    repeated = row.outcome == Outcome.DUPLICATE
    unmatched = and_(row.kind == Kind.RETURN, row.outcome == Outcome.SUSPENSE)
    found = db.execute(
        select(
            func.count().filter(repeated),
            func.coalesce(func.sum(row.amount_minor).filter(repeated), 0),
            func.count().filter(unmatched),
            func.coalesce(func.sum(row.amount_minor).filter(unmatched), 0),
        ).where(row.bank_id == bank_id, row.file_id == file_id)
    ).one()
    return Trouble(
        repeated=found[0],
        repeated_amount=Money(int(found[1]), CURRENCY),
        unmatched=found[2],
        unmatched_amount=Money(int(found[3]), CURRENCY),
    )


def _house() -> Any:
    return (
        select(PartnerRow.id)
        .where(PartnerRow.is_house, PartnerRow.bank_id == ReceivedEntryRow.bank_id)
        .correlate(ReceivedEntryRow)
        .scalar_subquery()
    )
