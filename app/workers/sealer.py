"""The sealer: about once a second, what every partner has written is closed into signed blocks.

One leads, by a lock that lives as long as its session; the others wait to take over. Nothing but
time is lost when it stops: what was not sealed waits, and the lag says for how long.
"""

import threading
import time

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.banking.ledger.actions.seal import BLOCK_TRANSACTIONS_MAX, seal
from app.banking.ledger.proof.keys import SealKeys, keys_from
from app.banking.ledger.seals import seal_lag
from app.banking.trail.actions.seal_trail import BLOCK_RECORDS_MAX, seal_trail
from app.config import Config
from app.kernel.ids import PartnerId
from app.storage.clock import wall_now
from app.storage.schedule_runs import SEALER, lead
from app.storage.scope import Scope
from app.storage.session import clock_reading, partner_work, session_for
from tenants.resolve import partner_refs

ROUND_SECONDS = 1.0
REST_SECONDS = 3.0
BLOCKS_A_TURN_MAX = 10  # then the next partner has its turn
LAG_TOLD_SECONDS = 30.0
LAG_WARNED_SECONDS = 10.0

log = structlog.get_logger()


def keep_sealing(config: Config, stopping: threading.Event) -> None:
    """Lead, or wait to lead; survives the loss of the database."""
    keys = keys_from(config.seal_keys)
    while not stopping.is_set():
        try:
            with session_for("clock", Scope()) as db:
                if lead(db, SEALER):
                    log.info("sealer.leading", key_id=keys.signing.key_id)
                    _seal_until(db, keys, stopping)
        except OperationalError as error:
            log.warning("sealer.database_down", error=type(error.orig).__name__)
        stopping.wait(REST_SECONDS)


def _seal_until(db: Session, keys: SealKeys, stopping: threading.Event) -> None:
    """The lock lives as long as this session's transaction: look at both together."""
    told_at = time.monotonic()
    while not stopping.is_set():
        db.execute(select(1))
        began = time.monotonic()
        seal_everybody(keys)
        if began - told_at >= LAG_TOLD_SECONDS:
            told_at = began
            _tell_lag()
        stopping.wait(max(0.0, ROUND_SECONDS - (time.monotonic() - began)))


def seal_everybody(keys: SealKeys) -> int:
    """One turn for every partner; trouble with one leaves the others alone. Returns blocks."""
    closed = 0
    for partner_id in _partners():
        try:
            closed += seal_partner(partner_id, keys, most=BLOCKS_A_TURN_MAX)
            closed += seal_records(partner_id, keys, most=BLOCKS_A_TURN_MAX)
        except Exception:
            log.exception("sealer.troubled", partner_id=str(partner_id))
    return closed


def seal_partner(partner_id: PartnerId, keys: SealKeys, *, most: int | None = None) -> int:
    """All that is decided now, each block in a transaction of its own; returns how many.

    A block that is not full was the last: what came meanwhile waits for the next turn.
    """
    closed = 0
    while most is None or closed < most:
        with partner_work(partner_id) as db:
            block = seal(db, keys=keys, wall=wall_now())
        if block is None:
            break
        closed += 1
        if block.header.members < BLOCK_TRANSACTIONS_MAX:
            break
    return closed


def seal_records(partner_id: PartnerId, keys: SealKeys, *, most: int | None = None) -> int:
    """The same for the partner's audit trail."""
    closed = 0
    while most is None or closed < most:
        with partner_work(partner_id) as db:
            block = seal_trail(db, keys=keys, wall=wall_now())
        if block is None:
            break
        closed += 1
        if block.header.members < BLOCK_RECORDS_MAX:
            break
    return closed


def _partners() -> list[PartnerId]:
    with clock_reading() as db:
        return [ref.id for ref in partner_refs(db)]


def _tell_lag() -> None:
    for partner_id in _partners():
        with partner_work(partner_id) as db:
            lag = seal_lag(db)
        seconds = lag.seconds(wall_now())
        if lag.transactions:
            tell = log.warning if seconds > LAG_WARNED_SECONDS else log.info
            tell(
                "sealer.lag",
                partner_id=str(partner_id),
                seconds=round(seconds, 1),
                transactions=lag.transactions,
            )
