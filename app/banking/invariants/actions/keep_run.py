"""Write down when an invariant was looked at and how it stood, over the oldest run kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.invariants.checking import Outcome
from app.banking.invariants.rules import RUNS_KEPT
from app.banking.invariants.tables import InvariantRunRow


def keep_run(
    db: Session, outcome: Outcome, *, run_id: UUID, started_at: datetime, finished_at: datetime
) -> None:
    """For the clock's session; wall time. A partner's rows are kept with the partner."""
    row = InvariantRunRow
    last = (
        select(row.place)
        .where(row.invariant == outcome.invariant)
        .order_by(row.finished_at.desc(), row.place.desc())
        .limit(1)
        .scalar_subquery()
    )
    place = (db.scalar(select(func.coalesce(last, -1))) + 1) % RUNS_KEPT
    stood = {
        "run_id": run_id,
        "started_at": started_at,
        "finished_at": finished_at,
        "reds": outcome.reds,
        "warnings": outcome.warnings,
        "first_rows": [
            {"kind": each.kind, "id": each.id, "severity": each.severity, "fault": each.fault}
            for each in outcome.findings
            if each.partner_id is None
        ],
    }
    written = insert(row).values(invariant=outcome.invariant, place=place, **stood)
    db.execute(written.on_conflict_do_update(index_elements=("invariant", "place"), set_=stood))
