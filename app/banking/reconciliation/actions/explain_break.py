"""Explain a break: an officer says why the figures differ, or a later file made them agree."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.reconciliation.tables import BreakRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import BreakId
from app.storage.scope import current_scope

EXPLANATION_LENGTH_MIN = 10
EXPLANATION_LENGTH_MAX = 2_000


def explain_break(
    db: Session, *, break_id: BreakId, explanation: str, actor: Actor, now: datetime
) -> None:
    """Write the explanation, once; raises NotFound, Conflict, Refused("explanation_needed").

    Needs the bank's house scope. The difference itself stays on record.
    """
    said = " ".join(explanation.split())
    if not EXPLANATION_LENGTH_MIN <= len(said) <= EXPLANATION_LENGTH_MAX:
        raise Refused(
            "explanation_needed",
            f"Explain the difference in {EXPLANATION_LENGTH_MIN} to "
            f"{EXPLANATION_LENGTH_MAX:,} characters.",
        )
    row = db.scalars(
        select(BreakRow)
        .where(BreakRow.bank_id == current_scope(db).bank_id, BreakRow.id == break_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("break")
    if row.explained_at is not None:
        raise Conflict("break_explained", f"{row.explained_by} has already explained this break.")
    row.explained_at, row.explained_by, row.explanation = now, actor.label, said
    record(
        db,
        actor,
        "break.explained",
        subject=("break", break_id),
        now=now,
        kind=row.kind,
        about=row.subject,
        explanation=said,
    )
