"""Seal what is on record: close committed audit records into the partner's next signed block."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.actions.introduce_key import introduce_key
from app.banking.ledger.proof.blocks import marks_of
from app.banking.ledger.proof.keys import SealKeys
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.banking.trail.blocks import BEFORE_THE_FIRST, TrailBlock, TrailHeader, seal_block
from app.banking.trail.lines import lines_between
from app.banking.trail.seals import last_trail_block, partner_in
from app.kernel.failpoints import failpoint

BLOCK_RECORDS_MAX = 20_000
LOCK_WAIT = "20s"

_ALONE = text("select pg_advisory_xact_lock(hashtextextended('seal trail ' || :partner, 0))")
_DECIDED = text("select guildhall.decided_below()")
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
    ":records, :root, :previous_hash, :hash, :key_id, :signature, :sealed_at, :marks)"
)


def seal_trail(
    db: Session, *, keys: SealKeys, wall: datetime, limit: int = BLOCK_RECORDS_MAX
) -> TrailBlock | None:
    """Close the next block of the partner in scope; None when nothing decided waits.

    As the ledger's: below the oldest transaction still running nothing can come or go any more.
    `wall` is wall time. Raises RuntimeError when the signing key is new and none endorses it.
    """
    partner_id = partner_in(db, None)
    if not db.scalar(_WAITS, {"partner": partner_id}):
        return None
    db.execute(text(f"set local lock_timeout = '{LOCK_WAIT}'"))
    db.execute(_ALONE, {"partner": str(partner_id)})
    before = last_trail_block(db)
    first = before.header.written_below if before else 0
    below = _end(db, partner_id, first, limit)
    if below is None:
        return None
    lines = sorted(lines_between(db, partner_id, first, below), key=lambda line: line.id)
    leaves = [leaf_of(line.line) for line in lines]
    introduce_key(db, keys, wall=wall)
    header = TrailHeader(
        partner=partner_id,
        number=before.header.number + 1 if before else 1,
        written_from=first,
        written_below=below,
        records=len(leaves),
        root=root_of(leaves),
        previous_hash=before.hash if before else BEFORE_THE_FIRST,
        key_id=keys.signing.key_id,
        sealed_at=wall,
    )
    block = seal_block(header, keys.signing, marks_of(leaves))
    failpoint("audit_block.closing")
    _close(db, block)
    failpoint("audit_block.closed")
    return block


def _end(db: Session, partner_id: UUID, first: int, limit: int) -> int | None:
    """Where the next block ends; None when it would be empty. Written together, sealed together."""
    decided = int(db.scalars(_DECIDED).one())
    window = {"partner": partner_id, "first": first, "below": decided}
    oldest = db.scalar(_CUT, window | {"skip": 0})
    if oldest is None:
        return None
    cut = db.scalar(_CUT, window | {"skip": limit})
    return decided if cut is None else max(int(cut), int(oldest) + 1)


def _close(db: Session, block: TrailBlock) -> None:
    header = block.header
    db.execute(
        _CLOSE,
        {
            "partner": header.partner,
            "number": header.number,
            "written_from": header.written_from,
            "written_below": header.written_below,
            "records": header.records,
            "root": header.root,
            "previous_hash": header.previous_hash,
            "hash": block.hash,
            "key_id": header.key_id,
            "signature": block.signature,
            "sealed_at": header.sealed_at,
            "marks": block.marks,
        },
    )
