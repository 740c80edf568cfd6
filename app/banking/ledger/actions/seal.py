"""Seal what is written: close committed transactions into the partner's next signed block."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.chains import Chain, close_next
from app.banking.ledger.proof.blocks import Block, Header
from app.banking.ledger.proof.keys import SealKeys
from app.banking.ledger.sealed_lines import lines_between
from app.banking.ledger.seals import last_block
from app.storage.scope import current_partner

BLOCK_TRANSACTIONS_MAX = 20_000

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
    ":members, :root, :previous_hash, :hash, :key_id, :signature, :sealed_at, :marks)"
)


def _lines(db: Session, partner_id: UUID, first: int, below: int) -> list[bytes]:
    return [line for _id, line in lines_between(db, partner_id, first, below)]


LEDGER = Chain(
    header=Header,
    lock="seal",
    place="block",
    waits=_WAITS,
    cut=_CUT,
    close=_CLOSE,
    last=last_block,
    lines=_lines,
)


def seal(
    db: Session, *, keys: SealKeys, wall: datetime, limit: int = BLOCK_TRANSACTIONS_MAX
) -> Block | None:
    """Close the next block of the partner in scope, as `close_next` says.

    The one SQL function writes it, and moves checkpoints and day balances on with it.
    """
    return close_next(db, LEDGER, current_partner(db), keys=keys, wall=wall, limit=limit)
