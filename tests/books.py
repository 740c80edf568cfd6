"""After every test the books are looked at: whoever touched a partner leaves its invariants whole.

Built into the run, not a fixture a test could shadow: `conftest.py` hands every test through
`books_hold`, and `tests/invariants/test_after_every_test.py` fails when it does not.
"""

from collections.abc import Generator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

from app.banking.invariants.checking import check
from app.banking.invariants.rules import Finding, Severity
from app.storage.scope import SCOPE, Scope
from app.storage.session import auditing

MARK = "tampers"
# Each world has a clock of its own: as of the last posting of the one that was left first.
LAST = text(
    "select min(at) from (select max(posted_at) as at from ledger_transaction "
    "where partner_id = any(:partners) group by partner_id) last"
)
_touched: set[UUID] = set()
_tampered: set[UUID] = set()  # left broken on purpose or by a failure


class BooksBroken(AssertionError):
    """An invariant does not hold; the rows that break it are told."""


@event.listens_for(Session, "after_begin")
def _remember(session: Session, _begun: SessionTransaction, _connection: Connection) -> None:
    """Whose books this test opened, through whatever door."""
    scope: Scope | None = session.info.get(SCOPE)
    if scope and scope.partner_id:
        _touched.add(scope.partner_id)


def forget() -> None:
    """A test begins; its fixtures are part of it."""
    _touched.clear()


def books_hold(item: pytest.Item) -> Generator[None]:
    """Run the test, then ask all ten invariants of the partners it touched."""
    try:
        result = yield
    except BaseException:  # it fails anyway; no later test answers for what it left
        _tampered.update(_touched)
        raise
    if item.get_closest_marker(MARK):
        _tampered.update(_touched)
    elif broken := faults(sorted(_touched - _tampered)):
        _tampered.update(_touched)
        raise BooksBroken("\n".join(map(str, broken)))
    return result


def faults(partners: list[UUID]) -> list[Finding]:
    """Every red row of these partners."""
    if not partners:
        return []
    with auditing() as db:
        at = db.scalar(LAST, {"partners": partners}) or datetime(2026, 1, 1, tzinfo=UTC)
        return [
            finding
            for outcome in check(db, partners=partners, at=at)
            for finding in outcome.findings
            if finding.severity is Severity.RED
        ]
