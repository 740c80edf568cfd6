"""Seal what is written: close committed transactions into the partner's next signed block."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.actions.introduce_key import introduce_key
from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Block, Header, marks_of, seal_block
from app.banking.ledger.proof.keys import SealKeys
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.banking.ledger.sealed_lines import lines_between
from app.banking.ledger.seals import last_block
from app.kernel.failpoints import failpoint
from app.storage.scope import current_scope

BLOCK_TRANSACTIONS_MAX = 20_000
LOCK_WAIT = "20s"

_ALONE = text("select pg_advisory_xact_lock(hashtextextended('seal ' || :partner, 0))")
_DECIDED = text("select guildhall.decided_below()")
_WAITS = text(
    "select exists (select from ledger_transaction t where t.partner_id = :partner "
    "and t.written_by >= (select coalesce(max(b.written_below), 0) from ledger_block b "
    "where b.partner_id = :partner))"
)
_CUT = text(
    "select t.written_by from ledger_transaction t where t.partner_id = :partner "
    "and t.written_by >= :first and t.written_by < :below "
    "order by t.written_by offset :skip limit 1"
)
_CLOSE = text(
    "select guildhall.close_block(:partner, :number, :written_from, :written_below, "
    ":transactions, :root, :previous_hash, :hash, :key_id, :signature, :sealed_at, :marks)"
)


def seal(
    db: Session, *, keys: SealKeys, wall: datetime, limit: int = BLOCK_TRANSACTIONS_MAX
) -> Block | None:
    """Close the next block of the partner in scope; None when nothing decided waits.

    What is below the oldest transaction still running can neither come nor go any more, so nothing
    is ever committed into a sealed past. A block takes about `limit` transactions; those written
    together stay together. `wall` is wall time. Raises RuntimeError when the signing key is new
    and no key that signed before is at hand to endorse it.
    """
    partner_id = current_scope(db).partner_id
    assert partner_id is not None  # noqa: S101 -- current_scope checked it
    if not db.scalar(_WAITS, {"partner": partner_id}):
        return None  # most partners, most of the time: one look is enough
    db.execute(text(f"set local lock_timeout = '{LOCK_WAIT}'"))
    db.execute(_ALONE, {"partner": str(partner_id)})
    before = last_block(db)
    first = before.header.written_below if before else 0
    below = _end(db, partner_id, first, limit)
    if below is None:
        return None
    leaves = [leaf_of(line) for _id, line in lines_between(db, partner_id, first, below)]
    introduce_key(db, keys, wall=wall)
    header = Header(
        partner=partner_id,
        number=before.header.number + 1 if before else 1,
        written_from=first,
        written_below=below,
        transactions=len(leaves),
        root=root_of(leaves),
        previous_hash=before.hash if before else BEFORE_THE_FIRST,
        key_id=keys.signing.key_id,
        sealed_at=wall,
    )
    block = seal_block(header, keys.signing, marks_of(leaves))
    failpoint("block.closing")
    _close(db, block)
    failpoint("block.closed")
    return block


def _end(db: Session, partner_id: UUID, first: int, limit: int) -> int | None:
    """Where the next block ends; None when it would be empty."""
    decided = int(db.scalars(_DECIDED).one())
    window = {"partner": partner_id, "first": first, "below": decided}
    oldest = db.scalar(_CUT, window | {"skip": 0})
    if oldest is None:
        return None
    cut = db.scalar(_CUT, window | {"skip": limit})
    return decided if cut is None else max(int(cut), int(oldest) + 1)


def _close(db: Session, block: Block) -> None:
    """The one SQL function writes the block, and moves checkpoints and day balances on with it."""
    header = block.header
    db.execute(
        _CLOSE,
        {
            "partner": header.partner,
            "number": header.number,
            "written_from": header.written_from,
            "written_below": header.written_below,
            "transactions": header.transactions,
            "root": header.root,
            "previous_hash": header.previous_hash,
            "hash": block.hash,
            "key_id": header.key_id,
            "signature": block.signature,
            "sealed_at": header.sealed_at,
            "marks": block.marks,
        },
    )
