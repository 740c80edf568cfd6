"""Open a break: a difference that waits for an explanation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.reconciliation.tables import BreakRow
from app.kernel.actor import Actor
from app.kernel.ids import BreakId, new_id
from app.kernel.money import Money
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class Finding:
    """What differs: `kind` and `subject` together are said once per bank."""

    kind: str
    subject: str
    detail: str
    amount: Money | None = None


def open_break(db: Session, finding: Finding, *, actor: Actor, now: datetime) -> BreakId:
    """Open it, or bring an open one up to date; one explained for other figures opens again.

    Needs the bank's house scope; the audit record goes into the house partner's books.
    """
    minor = finding.amount.minor if finding.amount else None
    row = _known(db, finding)
    if row is None:
        break_id = BreakId(new_id(now))
        db.execute(
            insert(BreakRow).values(
                bank_id=current_scope(db).bank_id,
                id=break_id,
                kind=finding.kind,
                subject=finding.subject,
                detail=finding.detail,
                amount_minor=minor,
                currency=finding.amount.currency if finding.amount else None,
                opened_at=now,
            )
        )
        _remember(db, "break.opened", break_id, finding, actor=actor, now=now)
        return break_id
    is_same = (row.detail, row.amount_minor) == (finding.detail, minor)
    if not is_same:
        row.detail, row.amount_minor = finding.detail, minor
        row.currency = finding.amount.currency if finding.amount else None
        row.explained_at = row.explained_by = row.explanation = None
        _remember(db, "break.changed", row.id, finding, actor=actor, now=now)
    return BreakId(row.id)


def _known(db: Session, finding: Finding) -> BreakRow | None:
    return db.scalars(
        select(BreakRow)
        .where(
            BreakRow.bank_id == current_scope(db).bank_id,
            BreakRow.kind == finding.kind,
            BreakRow.subject == finding.subject,
        )
        .with_for_update()
    ).one_or_none()


def _remember(
    db: Session, action: str, break_id: UUID, finding: Finding, *, actor: Actor, now: datetime
) -> None:
    record(
        db,
        actor,
        action,
        subject=("break", break_id),
        now=now,
        kind=finding.kind,
        about=finding.subject,
        amount_minor=finding.amount.minor if finding.amount else None,
    )
