"""What is set aside of one account, and for its timeline when it was and how that ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.banking.audit.tables import AuditRow
from app.banking.ledger.tables import HoldRow
from app.kernel.ids import HoldId, LedgerAccountId
from app.kernel.money import Money
from app.storage.keyset import Moment, earlier, page_size
from app.storage.together import Question

HOLDS_MAX = 100
# Of what nobody ended by hand there may be no record, and so nobody's name.
ENDED_BY = ("hold.released", "hold.expired")


@dataclass(frozen=True, slots=True)
class HoldLine:
    id: HoldId
    amount: Money
    status: str
    reason: str
    subject_kind: str
    subject_id: UUID | None
    placed_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldMoment:
    """`what` is placed, or how it ended: released, settled or expired."""

    hold_id: HoldId
    at: datetime
    what: str
    amount: Money
    reason: str
    actor: str


def holds_of(
    db: Session, ledger_account_id: LedgerAccountId, *, open_only: bool = True
) -> list[HoldLine]:
    """Holds on an account, newest first."""
    rows = select(HoldRow).where(HoldRow.ledger_account_id == ledger_account_id)
    if open_only:
        rows = rows.where(HoldRow.status == "open")
    return [
        HoldLine(
            id=HoldId(row.id),
            amount=Money(row.amount_minor, row.currency),
            status=row.status,
            reason=row.reason,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            placed_at=row.placed_at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
        )
        for row in db.scalars(rows.order_by(HoldRow.placed_at.desc()).limit(HOLDS_MAX))
    ]


def asking_hold_moments(
    ledger_account_id: LedgerAccountId, *, before: Moment | None = None, limit: int = 25
) -> Question[list[HoldMoment]]:
    """Newest first, to be asked beside other things."""
    row, most = HoldRow, page_size(limit)
    own = row.ledger_account_id == ledger_account_id
    placed = (
        _moments(row.placed_at, literal("placed"), row.placed_minor, literal(""))
        .where(own, *earlier(row.placed_at, row.id, before))
        .order_by(row.placed_at.desc(), row.id.desc())
        .limit(most)
    )
    ended = (
        _moments(row.ended_at, row.status, row.amount_minor, _ended_by())
        .where(own, row.ended_at.is_not(None), *earlier(row.ended_at, row.id, before))
        .order_by(row.ended_at.desc(), row.id.desc())
        .limit(most)
    )
    either = union_all(select(placed.subquery()), select(ended.subquery())).subquery()
    asked = select(either).order_by(either.c.at.desc(), either.c.id.desc()).limit(most)
    return Question(asked, lambda rows: [_moment(each) for each in rows])


def resized_holds(ledger_account_id: LedgerAccountId) -> Select[UUID]:
    """Those that came to hold another amount than they were placed for."""
    row = HoldRow
    return select(row.id).where(
        row.ledger_account_id == ledger_account_id, row.amount_minor != row.placed_minor
    )


def _moments(at: Any, what: Any, minor: Any, actor: Any) -> Select[Any]:
    row = HoldRow
    return select(
        row.id,
        at.label("at"),
        what.label("what"),
        minor.label("minor"),
        row.currency,
        row.reason,
        actor.label("actor"),
    )


def _ended_by() -> Any:
    """Asked for the few that are shown."""
    record, row = AuditRow, HoldRow
    found = select(record.actor_label).where(
        record.partner_id == row.partner_id,
        record.subject_id == row.id,
        record.action.in_(ENDED_BY),
    )
    return func.coalesce(found.order_by(record.at.desc()).limit(1).scalar_subquery(), "")


def _moment(row: Any) -> HoldMoment:
    return HoldMoment(
        hold_id=HoldId(row.id),
        at=row.at,
        what=row.what,
        amount=Money(row.minor, row.currency),
        reason=row.reason,
        actor=row.actor,
    )
