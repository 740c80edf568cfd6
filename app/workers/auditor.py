"""The auditor: looks at all ten invariants about once a minute, and says loudly what is broken."""

import threading
import time
from collections.abc import Iterable

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from app.banking.invariants.checking import Outcome
from app.banking.invariants.looking import look
from app.config import Config
from app.storage.clock import wall_now
from app.storage.schedule_runs import AUDITOR, lead
from app.storage.scope import Scope
from app.storage.session import session_for

PAUSE_SECONDS = 60.0
SHARE_OF_TIME = 5  # of a large ledger's auditor: it looks for a fifth of the time at most
REST_SECONDS = 3.0
ROWS_TOLD_MAX = 10

log = structlog.get_logger()


def keep_auditing(config: Config, stopping: threading.Event) -> None:
    """Look, rest, look again; of several auditors one works and the others wait to."""
    del config
    while not stopping.is_set():
        try:
            with session_for("clock", Scope()) as db:
                if lead(db, AUDITOR):
                    _look_until(db, stopping)
        except OperationalError as error:
            log.warning("auditor.database_down", error=type(error.orig).__name__)
        except DBAPIError as error:
            log.exception("auditor.failed", error=type(error.orig).__name__)
        stopping.wait(REST_SECONDS)


def _look_until(db: Session, stopping: threading.Event) -> None:
    """The lock lives as long as this session's transaction: look at both together."""
    while not stopping.is_set():
        db.execute(select(1))
        began = time.monotonic()
        tell(look(wall_now))
        took = time.monotonic() - began
        stopping.wait(max(PAUSE_SECONDS, (SHARE_OF_TIME - 1) * took))


def tell(outcomes: Iterable[Outcome]) -> None:
    """One line an invariant that is broken and one for each of its first rows; ids, no figures."""
    for outcome in outcomes:
        if not outcome.reds:
            continue
        log.error("invariant.broken", invariant=outcome.invariant, rows=outcome.reds)
        reds = [each for each in outcome.findings if each.severity == "red"]
        for each in reds[:ROWS_TOLD_MAX]:
            log.error(
                "invariant.row",
                invariant=each.invariant,
                partner_id=str(each.partner_id) if each.partner_id else None,
                kind=each.kind,
                row_id=each.id,
            )
