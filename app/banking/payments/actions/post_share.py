"""Post one partner's share of a received file, batch by batch, each entry once.

The entry and what became of it change in one transaction: the session's scope names the partner
and its bank. Whatever is done is no longer waiting, so a share may be begun again at any point.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.ledger.standing import Standing, standings
from app.banking.payments.actions.post_return import post_return
from app.banking.payments.actions.receive_ach import Arrival, receive_ach
from app.banking.payments.actions.record_suspense import record_suspense
from app.banking.payments.intake_entries import SEEN_BEFORE
from app.banking.payments.intake_rules import (
    CLOSED,
    FROZEN,
    Kind,
    Outcome,
    Suspense,
    suspense_of,
)
from app.banking.payments.tables import ReceivedEntryRow, ReceivedShareRow
from app.kernel.actor import Actor
from app.kernel.ids import FileId
from app.storage.scope import current_partner, current_scope
from tenants.resolve import partner_of

BATCH_ENTRIES_MAX = 200


def post_share(db: Session, *, file_id: FileId, actor: Actor, now: datetime) -> int:
    """Post the next due entries of the partner in scope; returns how many, 0 when none is left.

    With the last of them the share is written down as complete.
    """
    mine = _mine(db, file_id)
    rows = db.scalars(
        select(ReceivedEntryRow)
        .where(mine, ReceivedEntryRow.outcome == Outcome.WAITING, ReceivedEntryRow.due_at <= now)
        .order_by(ReceivedEntryRow.line)
        .limit(BATCH_ENTRIES_MAX)
        .with_for_update()
    ).all()
    accounts = _accounts(db, {row.owner_account_id for row in rows if row.owner_account_id})
    in_order = sorted(rows, key=lambda row: _lock_order(row, accounts))
    arrivals = [
        arrival
        for row in in_order
        if (arrival := _sort_out(db, row, accounts.get(row.owner_account_id), actor, now))
    ]
    posted = receive_ach(db, arrivals, actor=actor, now=now)
    for arrival in arrivals:
        _conclude(arrival.entry, is_posted=arrival.entry.line in posted)
    db.flush()
    if rows:
        _complete(db, file_id, mine, now)
    return len(rows)


Held = tuple[AccountRow, Standing]


def _conclude(row: ReceivedEntryRow, *, is_posted: bool) -> None:
    row.outcome = Outcome.POSTED if is_posted else Outcome.DUPLICATE
    row.reason = "" if is_posted else SEEN_BEFORE


def _sort_out(
    db: Session, row: ReceivedEntryRow, held: Held | None, actor: Actor, now: datetime
) -> Arrival | None:
    """A credit that its owner can have; whatever else it is, is dealt with here."""
    if row.kind == Kind.RETURN:
        post_return(db, entry=row, actor=actor, now=now)
        return None
    if suspense := _suspense(row, held):
        program_id = held[0].program_id if held else None
        record_suspense(
            db, entry=row, program_id=program_id, suspense=suspense, actor=actor, now=now
        )
        return None
    return Arrival(row, held[0]) if held else None


def _mine(db: Session, file_id: FileId) -> ColumnElement[bool]:
    """What nobody owns is the house's."""
    partner = partner_of(db, current_partner(db))
    owner = ReceivedEntryRow.owner_partner_id
    return and_(
        ReceivedEntryRow.bank_id == current_scope(db).bank_id,
        ReceivedEntryRow.file_id == file_id,
        owner.is_(None) if partner.is_house else owner == partner.id,
    )


def _accounts(db: Session, ids: set[UUID]) -> dict[UUID | None, Held]:
    if not ids:
        return {}
    rows = db.scalars(select(AccountRow).where(AccountRow.id.in_(ids))).all()
    standing = standings(db, [row.ledger_account_id for row in rows])
    return {row.id: (row, standing[row.ledger_account_id]) for row in rows}


def _lock_order(row: ReceivedEntryRow, accounts: dict[UUID | None, Held]) -> tuple[str, int]:
    """Customers' accounts are locked in the order of their ids, as the ledger does within one."""
    held = accounts.get(row.owner_account_id)
    return (str(held[0].ledger_account_id) if held else "", row.line)


def _suspense(row: ReceivedEntryRow, held: Held | None) -> Suspense | None:
    """Why the entry cannot be posted to a customer; what nobody owns always has its reason."""
    is_owned = held is not None
    found = suspense_of(row.kind, row.transaction_code, row.sec_code, is_owned=is_owned)
    return found or _refusal(held)


def _refusal(held: Held | None) -> Suspense | None:
    """Why an account of ours cannot be credited."""
    if held is None:
        return None
    account, standing = held
    if account.status == "closed":
        return Suspense(CLOSED, "The account is closed.")
    return Suspense(FROZEN, "The account is frozen.") if standing.is_incoming_frozen else None


def _complete(db: Session, file_id: FileId, mine: ColumnElement[bool], now: datetime) -> None:
    waiting = select(exists().where(mine, ReceivedEntryRow.outcome == Outcome.WAITING))
    if db.scalar(waiting):
        return
    posted = ReceivedEntryRow.outcome == Outcome.POSTED
    entries, amount = db.execute(
        select(
            func.count(), func.coalesce(func.sum(ReceivedEntryRow.amount_minor).filter(posted), 0)
        ).where(mine)
    ).one()
    share = insert(ReceivedShareRow).values(
        partner_id=current_scope(db).partner_id,
        file_id=file_id,
        entries=entries,
        amount_minor=amount,
        posted_at=now,
    )
    db.execute(share.on_conflict_do_nothing())
