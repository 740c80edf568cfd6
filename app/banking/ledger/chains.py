"""How a chain of sealed blocks grows by one, of transactions or of audit records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.banking.ledger.actions.introduce_key import introduce_key
from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Block, Header, marks_of, seal_block
from app.banking.ledger.proof.keys import SealKeys
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.kernel.failpoints import failpoint

LOCK_WAIT = "20s"

_ALONE = text("select pg_advisory_xact_lock(hashtextextended(:lock || ' ' || :partner, 0))")
_DECIDED = text("select guildhall.decided_below()")


@dataclass(frozen=True, slots=True)
class Chain:
    """What is a chain's own; each statement names the partner."""

    header: type[Header]
    lock: str
    place: str
    """Under which its crash points are named."""
    waits: TextClause
    """Whether anything waits, decided or not: most partners, most of the time, it is nothing."""
    cut: TextClause
    """The write number of the member that follows `skip` others in a window."""
    close: TextClause
    last: Callable[[Session], Block | None]
    lines: Callable[[Session, UUID, int, int], Sequence[bytes]]
    """What was written in a window, in the order in which it is sealed."""


def close_next(
    db: Session, chain: Chain, partner_id: UUID, *, keys: SealKeys, wall: datetime, limit: int
) -> Block | None:
    """Close the partner's next block; None when nothing decided waits.

    What is below the oldest transaction still running can neither come nor go any more, so nothing
    is ever committed into a sealed past. A block takes about `limit` members; those written
    together stay together. `wall` is wall time. Raises RuntimeError when the signing key is new
    and no key that signed before is at hand to endorse it.
    """
    if not db.scalar(chain.waits, {"partner": partner_id}):
        return None
    db.execute(text(f"set local lock_timeout = '{LOCK_WAIT}'"))
    db.execute(_ALONE, {"lock": chain.lock, "partner": str(partner_id)})
    before = chain.last(db)
    first = before.header.written_below if before else 0
    below = _end(db, chain, partner_id, first, limit)
    if below is None:
        return None
    leaves = [leaf_of(line) for line in chain.lines(db, partner_id, first, below)]
    introduce_key(db, keys, wall=wall)
    header = chain.header(
        partner=partner_id,
        number=before.header.number + 1 if before else 1,
        written_from=first,
        written_below=below,
        members=len(leaves),
        root=root_of(leaves),
        previous_hash=before.hash if before else BEFORE_THE_FIRST,
        key_id=keys.signing.key_id,
        sealed_at=wall,
    )
    block = seal_block(header, keys.signing, marks_of(leaves))
    failpoint(f"{chain.place}.closing")
    db.execute(chain.close, _columns(block))
    failpoint(f"{chain.place}.closed")
    return block


def _end(db: Session, chain: Chain, partner_id: UUID, first: int, limit: int) -> int | None:
    """Where the next block ends; None when it would be empty."""
    decided = int(db.scalars(_DECIDED).one())
    window = {"partner": partner_id, "first": first, "below": decided}
    oldest = db.scalar(chain.cut, window | {"skip": 0})
    if oldest is None:
        return None
    cut = db.scalar(chain.cut, window | {"skip": limit})
    return decided if cut is None else max(int(cut), int(oldest) + 1)


def _columns(block: Block) -> dict[str, object]:
    header = block.header
    return {
        "partner": header.partner,
        "number": header.number,
        "written_from": header.written_from,
        "written_below": header.written_below,
        "members": header.members,
        "root": header.root,
        "previous_hash": header.previous_hash,
        "hash": block.hash,
        "key_id": header.key_id,
        "signature": block.signature,
        "sealed_at": header.sealed_at,
        "marks": block.marks,
    }
