"""One look at all ten invariants of the whole installation, written down as it goes.

It opens its own transactions: the auditor reads, the clock keeps the run, and each partner's
findings are written in that partner's scope.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.banking.invariants.actions.keep_findings import keep_findings
from app.banking.invariants.actions.keep_run import keep_run
from app.banking.invariants.catalogue import Invariant, invariants
from app.banking.invariants.checking import Outcome, check_one, every_partner
from app.banking.invariants.queries import partners_with_findings
from app.banking.invariants.rules import Finding
from app.kernel.ids import new_id
from app.storage.clock import business_now
from app.storage.scope import Scope
from app.storage.session import auditing, partner_work, session_for


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look is about: whose books, as of when by business time."""

    run_id: UUID
    partners: Sequence[UUID]
    at: datetime
    read_wall: Callable[[], datetime]


def look(read_wall: Callable[[], datetime]) -> list[Outcome]:
    """Ask each invariant in a transaction of its own, so that none holds a snapshot for long."""
    with auditing() as db:
        look = _Look(new_id(read_wall()), every_partner(db), business_now(db), read_wall)
    return [_look_at(invariant, look) for invariant in invariants()]


def _look_at(invariant: Invariant, look: _Look) -> Outcome:
    started_at = look.read_wall()
    with auditing() as db:
        outcome = check_one(db, invariant, partners=look.partners, at=look.at)
        known = partners_with_findings(db, invariant.name)
    finished_at = look.read_wall()
    _keep_by_partner(outcome, known, wall=finished_at)
    with session_for("clock", Scope()) as db, db.begin():
        keep_run(db, outcome, run_id=look.run_id, started_at=started_at, finished_at=finished_at)
    return outcome


def _keep_by_partner(outcome: Outcome, known: set[UUID], *, wall: datetime) -> None:
    """Of those who have findings now, and of those who had some before."""
    findings: dict[UUID, list[Finding]] = defaultdict(list)
    for each in outcome.findings:
        if each.partner_id is not None:
            findings[each.partner_id].append(each)
    for partner_id in sorted(known | set(findings)):
        with partner_work(partner_id) as db:
            keep_findings(db, outcome.invariant, findings[partner_id], wall=wall)
