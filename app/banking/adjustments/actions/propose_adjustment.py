"""Propose a transaction by hand: nothing is posted before another person approves it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.orm import Session

from app.banking.adjustments.approving import ask_to_post
from app.banking.adjustments.queries import entries_of
from app.banking.adjustments.rules import (
    OPEN_FOR,
    Kind,
    Status,
    check_entries,
    check_reason,
    effective_day,
    maker,
)
from app.banking.adjustments.tables import AdjustmentLineRow, AdjustmentRow
from app.banking.audit.actions.record import record
from app.banking.ledger.asides import locked_through
from app.banking.ledger.books import ledger_accounts_by_id
from app.banking.ledger.rules import Entry
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import AdjustmentId, TransactionId, new_id
from app.rails.calendars import eastern_day
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class AdjustmentOrder:
    """What to post and why; `about_on` is the day it is about, when it is not about today."""

    key: str
    kind: Kind
    reason: str
    entries: tuple[Entry, ...]
    about_on: date | None = None
    reverses: TransactionId | None = None


def propose_adjustment(
    db: Session, order: AdjustmentOrder, *, actor: Actor, now: datetime
) -> AdjustmentId:
    """Write it down, once per key; it waits for a second person for thirty days.

    What is proposed is never changed: it is withdrawn and proposed anew. Raises Refused
    (reason_invalid, lines_invalid, account_unknown, unbalanced, day_in_future, user_needed),
    Conflict (idempotency_conflict).
    """
    if order.kind is not Kind.REVERSAL:
        accounts = ledger_accounts_by_id(db, {each.ledger_account_id for each in order.entries})
        check_entries(order.entries, {key: each.currency for key, each in accounts.items()})
    row = _row(db, order, actor=actor, now=now)
    asked = (
        insert_once(AdjustmentRow)
        .values(**row)
        .on_conflict_do_nothing(index_elements=("partner_id", "idempotency_key"))
    )
    adjustment_id = db.scalar(asked.returning(AdjustmentRow.id))
    if adjustment_id is None:
        return _first(db, order, str(row["reason"]))
    db.execute(insert(AdjustmentLineRow), _lines(order, adjustment_id, row["partner_id"]))
    record(
        db,
        actor,
        "adjustment.proposed",
        subject=("adjustment", adjustment_id),
        now=now,
        kind=order.kind.value,
        reason=str(row["reason"]),
        about_on=order.about_on.isoformat() if order.about_on else None,
        reverses=str(order.reverses) if order.reverses else None,
    )
    proposed = db.scalars(select(AdjustmentRow).where(AdjustmentRow.id == adjustment_id)).one()
    ask_to_post(db, proposed, actor=actor, now=now)
    return AdjustmentId(adjustment_id)


def _row(db: Session, order: AdjustmentOrder, *, actor: Actor, now: datetime) -> dict[str, object]:
    today = eastern_day(now)
    return {
        "partner_id": current_scope(db).partner_id,
        "id": new_id(now),
        "kind": order.kind.value,
        "status": Status.PROPOSED.value,
        "reason": check_reason(order.reason),
        "about_on": order.about_on,
        "effective_on": effective_day(
            order.about_on, today=today, locked_through=locked_through(db)
        ),
        "reverses_id": order.reverses,
        "idempotency_key": order.key,
        "proposed_by": maker(actor),
        "proposed_label": actor.label,
        "proposed_at": now,
        "expires_at": now + OPEN_FOR,
    }


def _lines(
    order: AdjustmentOrder, adjustment_id: object, partner_id: object
) -> list[dict[str, object]]:
    return [
        {
            "partner_id": partner_id,
            "adjustment_id": adjustment_id,
            "line": number,
            "ledger_account_id": entry.ledger_account_id,
            "side": entry.side.value,
            "amount_minor": entry.amount.minor,
            "currency": entry.amount.currency,
            "description": entry.description or "",
        }
        for number, entry in enumerate(order.entries, 1)
    ]


def _first(db: Session, order: AdjustmentOrder, reason: str) -> AdjustmentId:
    """The same form sent twice; another one with its key is refused."""
    first = db.scalars(
        select(AdjustmentRow).where(AdjustmentRow.idempotency_key == order.key)
    ).one()
    if first.reason != reason or entries_of(db, first.id) != order.entries:
        raise Conflict(
            "idempotency_conflict",
            "This form was sent before with other lines.",
            next_step="Start again from the list of adjustments; nothing was done twice.",
        )
    return AdjustmentId(first.id)
