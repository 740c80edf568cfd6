"""Reads of what was kept: how each invariant stands, and the rows that break it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.banking.invariants.catalogue import invariants
from app.banking.invariants.rules import Severity, State, state_of
from app.banking.invariants.tables import FindingRow, InvariantRunRow

FINDINGS_MAX = 500


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A row that breaks an invariant, as it was seen last; the installation's has no partner."""

    invariant: str
    partner_id: UUID | None
    kind: str
    id: str
    severity: str
    fault: str
    first_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An invariant at its last look; `reds` and `warnings` count what the reader may see."""

    name: str
    sentence: str
    note: str
    state: State
    reds: int
    warnings: int
    looked_at: datetime | None
    took: timedelta | None
    findings: tuple[FindingLine, ...]


def standings(db: Session) -> list[Standing]:
    """Of the whole installation; for the auditor's session."""
    runs, findings = _latest_runs(db), open_findings(db)
    return [_of_installation(name, runs.get(name), findings) for name in runs_in_order()]


def standings_of_bank(db: Session) -> list[Standing]:
    """Of the partners in the bank's scope: its own findings, and when all was looked at last."""
    row = InvariantRunRow
    latest = select(row.invariant, func.max(row.finished_at).label("looked_at")).group_by(
        row.invariant
    )
    looked: dict[str, datetime] = {each.invariant: each.looked_at for each in db.execute(latest)}
    findings = open_findings(db)
    return [
        _standing(name, looked.get(name), None, [f for f in findings if f.invariant == name])
        for name in runs_in_order()
    ]


def open_findings(db: Session) -> list[FindingLine]:
    """What breaks an invariant now, red first; of the partners in scope."""
    row = FindingRow
    found = db.scalars(
        select(row)
        .where(row.gone_at.is_(None))
        .order_by(row.severity, row.first_seen_at, row.kind, row.row_id)
        .limit(FINDINGS_MAX)
    )
    return [
        FindingLine(
            each.invariant,
            each.partner_id,
            each.kind,
            each.row_id,
            each.severity,
            each.fault,
            each.first_seen_at,
        )
        for each in found
    ]


def partners_with_findings(db: Session, invariant: str) -> set[UUID]:
    """Whose rows broke it when it was looked at last."""
    row = FindingRow
    open_now = select(row.partner_id).where(row.invariant == invariant, row.gone_at.is_(None))
    return set(db.scalars(open_now.distinct()))


def runs_in_order() -> list[str]:
    return [each.name for each in invariants()]


def _latest_runs(db: Session) -> dict[str, InvariantRunRow]:
    row = InvariantRunRow
    latest = (
        select(row)
        .ext(distinct_on(row.invariant))
        .order_by(row.invariant, row.finished_at.desc(), row.place.desc())
    )
    return {each.invariant: each for each in db.scalars(latest)}


def _of_installation(
    name: str, run: InvariantRunRow | None, findings: list[FindingLine]
) -> Standing:
    own = [each for each in findings if each.invariant == name]
    if run is None:
        return _standing(name, None, None, own)
    own += [
        FindingLine(name, None, row["kind"], row["id"], row["severity"], row["fault"], None)
        for row in run.first_rows
    ]
    standing = _standing(name, run.finished_at, run.finished_at - run.started_at, own)
    return Standing(
        standing.name,
        standing.sentence,
        standing.note,
        state_of(reds=run.reds, warnings=run.warnings),
        run.reds,
        run.warnings,
        standing.looked_at,
        standing.took,
        standing.findings,
    )


def _standing(
    name: str, looked_at: datetime | None, took: timedelta | None, findings: list[FindingLine]
) -> Standing:
    stated = next(each for each in invariants() if each.name == name)
    reds = sum(each.severity == Severity.RED for each in findings)
    warnings = len(findings) - reds
    known = state_of(reds=reds, warnings=warnings) if looked_at else State.UNKNOWN
    return Standing(
        name, stated.sentence, stated.note, known, reds, warnings, looked_at, took, tuple(findings)
    )
