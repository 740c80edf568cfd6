"""Resolve breaks whose figures came to agree: they keep what they said, and say what happened."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.reconciliation.tables import BreakRow
from app.kernel.actor import Actor
from app.storage.scope import current_scope

RECONCILIATION = "Reconciliation"


def resolve_breaks(
    db: Session,
    *,
    about: str,
    kinds: tuple[str, ...],
    because: Callable[[str, str], str],
    actor: Actor,
    now: datetime,
) -> None:
    """Resolve the open breaks of these kinds whose subject begins with `about`.

    `because` takes a break's kind and subject and gives the reason, or nothing to leave it open.
    """
    rows = db.scalars(
        select(BreakRow)
        .where(
            BreakRow.bank_id == current_scope(db).bank_id,
            BreakRow.kind.in_(kinds),
            BreakRow.subject.startswith(about, autoescape=True),
            BreakRow.explained_at.is_(None),
        )
        .with_for_update()
    )
    for row in rows.all():
        if reason := because(row.kind, row.subject):
            row.explained_at, row.explained_by, row.explanation = now, RECONCILIATION, reason
            record(
                db,
                actor,
                "break.resolved",
                subject=("break", row.id),
                now=now,
                kind=row.kind,
                about=row.subject,
            )
