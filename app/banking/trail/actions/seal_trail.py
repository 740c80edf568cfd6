"""Seal what is on record: close committed audit records into the partner's next signed block."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.chains import Chain, close_next
from app.banking.ledger.proof.blocks import Block
from app.banking.ledger.proof.keys import SealKeys
from app.banking.trail.blocks import TrailHeader
from app.banking.trail.lines import lines_between
from app.banking.trail.seals import last_trail_block
from app.storage.scope import current_partner

BLOCK_RECORDS_MAX = 20_000

_WAITS = text(
    "select exists (select from audit_record r where r.partner_id = :partner "
    "and r.written_by >= (select coalesce(max(b.written_below), 0) from audit_block b "
    "where b.partner_id = :partner))"
)
_CUT = text(
    "select r.written_by from audit_record r where r.partner_id = :partner "
    "and r.written_by >= :first and r.written_by < :below "
    "order by r.written_by offset :skip limit 1"
)
_CLOSE = text(
    "select guildhall.close_audit_block(:partner, :number, :written_from, :written_below, "
    ":members, :root, :previous_hash, :hash, :key_id, :signature, :sealed_at, :marks)"
)


def _lines(db: Session, partner_id: UUID, first: int, below: int) -> list[bytes]:
    found = sorted(lines_between(db, partner_id, first, below), key=lambda line: line.id)
    return [line.line for line in found]


TRAIL = Chain(
    header=TrailHeader,
    lock="seal trail",
    place="audit_block",
    waits=_WAITS,
    cut=_CUT,
    close=_CLOSE,
    last=last_trail_block,
    lines=_lines,
)


def seal_trail(
    db: Session, *, keys: SealKeys, wall: datetime, limit: int = BLOCK_RECORDS_MAX
) -> Block | None:
    """Close the next block of the partner in scope, as `close_next` says."""
    return close_next(db, TRAIL, current_partner(db), keys=keys, wall=wall, limit=limit)
