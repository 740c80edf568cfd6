"""Asks the invariants of the database, as the role that may only read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.banking.invariants.catalogue import Invariant, invariants
from app.banking.invariants.rules import FINDINGS_SHOWN, Finding, Severity, State, state_of

# The first rows of each partner, so that one partner's faults never hide another's.
FIRST_ROWS = """
select invariant, partner_id, kind, id, severity, fault, reds, warnings
from (
    select found.*,
           count(*) filter (where severity = 'red') over () as reds,
           count(*) filter (where severity <> 'red') over () as warnings,
           row_number() over (partition by partner_id, severity order by kind, id, fault) as place
    from (
{statement}
    ) found
) numbered
where place <= {shown}
order by severity, partner_id, place
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one invariant stood: all faults counted, the first of each partner in full."""

    invariant: str
    reds: int
    warnings: int
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        return state_of(reds=self.reds, warnings=self.warnings)


def check(
    db: Session, *, partners: Collection[UUID] | None = None, at: datetime
) -> Iterator[Outcome]:
    """Ask all ten, one after the other, of these partners or of all; `at` is business time."""
    asked = every_partner(db) if partners is None else list(partners)
    for invariant in invariants():
        yield check_one(db, invariant, partners=asked, at=at)


def check_one(
    db: Session, invariant: Invariant, *, partners: Sequence[UUID], at: datetime
) -> Outcome:
    rows = db.execute(_statement(invariant), {"partners": list(partners), "at": at}).all()
    findings = tuple(
        Finding(row.invariant, row.partner_id, row.kind, row.id, Severity(row.severity), row.fault)
        for row in rows
    )
    return Outcome(
        invariant=invariant.name,
        reds=rows[0].reds if rows else 0,
        warnings=rows[0].warnings if rows else 0,
        findings=findings,
    )


def every_partner(db: Session) -> list[UUID]:
    return list(db.scalars(text("select id from partner order by id")))


_statements: dict[str, TextClause] = {}


def _statement(invariant: Invariant) -> TextClause:
    if invariant.name not in _statements:
        _statements[invariant.name] = text(
            FIRST_ROWS.format(statement=invariant.statement, shown=FINDINGS_SHOWN)
        )
    return _statements[invariant.name]
