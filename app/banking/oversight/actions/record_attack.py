"""Keep a run of the tenant-escape attack where every bank's officers can read it."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.oversight.attacks import AttackRun
from app.banking.oversight.tables import AttackRunRow
from app.kernel.ids import new_id


def record_attack(db: Session, run: AttackRun, *, now: datetime) -> bool:
    """For the clock's session; wall time. False when this very file is known already."""
    row = insert(AttackRunRow).values(
        id=new_id(now),
        sha256=run.sha256,
        commit_id=run.commit_id,
        seed=run.seed,
        started_at=run.started_at,
        finished_at=run.finished_at,
        probes=run.probes,
        leaks=run.leaks,
        kinds=[
            {"kind": kind.name, "probes": kind.probes, "leaks": kind.leaks} for kind in run.kinds
        ],
        recorded_at=now,
    )
    kept = row.on_conflict_do_nothing(index_elements=("sha256",)).returning(AttackRunRow.id)
    return db.scalar(kept) is not None
