"""Write down which rows of the partner in scope break an invariant, and which no longer do."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.invariants.rules import Finding
from app.banking.invariants.tables import FindingRow
from app.storage.scope import current_scope


def keep_findings(
    db: Session, invariant: str, findings: Sequence[Finding], *, wall: datetime
) -> None:
    """The findings of this look; what was open before and is not among them is gone."""
    row = FindingRow
    # One row may break an invariant in several ways; its first sentence stands for all.
    by_row = {(each.kind, each.id): each for each in reversed(findings)}
    stale = update(row).where(row.invariant == invariant, row.gone_at.is_(None))
    if by_row:
        stale = stale.where(tuple_(row.kind, row.row_id).not_in(list(by_row)))
        _write(db, invariant, list(by_row.values()), wall=wall)
    db.execute(stale.values(gone_at=wall))


def _write(db: Session, invariant: str, findings: Sequence[Finding], *, wall: datetime) -> None:
    row, partner_id = FindingRow, current_scope(db).partner_id
    new = insert(row).values(
        [
            {
                "partner_id": partner_id,
                "invariant": invariant,
                "kind": each.kind,
                "row_id": each.id,
                "severity": each.severity.value,
                "fault": each.fault,
                "first_seen_at": wall,
                "last_seen_at": wall,
                "gone_at": None,
            }
            for each in findings
        ]
    )
    db.execute(
        new.on_conflict_do_update(
            index_elements=("partner_id", "invariant", "kind", "row_id"),
            set_={
                "severity": new.excluded.severity,
                "fault": new.excluded.fault,
                "last_seen_at": wall,
                "gone_at": None,
            },
        )
    )
