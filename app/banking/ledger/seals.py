"""Reads of the seals: blocks, the keys that signed them, each day's root, and the lag."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from app.banking.ledger.proof.blocks import Block, Header
from app.storage.scope import current_partner

ROOTS_MAX = 100

_BLOCKS = text(
    "select * from ledger_block where partner_id = :partner and number >= :first "
    "and number <= :last order by number"
)
_LAST = text("select * from ledger_block where partner_id = :partner order by number desc limit 1")
# Blocks follow each other without a gap: the first that ends above a number holds it.
_BLOCK_OF = text(
    "select b.* from ledger_transaction t cross join lateral (select * from ledger_block o "
    "where o.partner_id = t.partner_id and o.written_below > t.written_by "
    "order by o.written_below limit 1) b where t.partner_id = :partner and t.id = :id"
)
_LAG = text(
    "select count(*) as transactions, min(t.recorded_at) as oldest_at "
    "from ledger_transaction t where t.partner_id = :partner and t.written_by >= "
    "(select coalesce(max(b.written_below), 0) from ledger_block b where b.partner_id = :partner)"
)
_LAG_OF_ALL = text(
    "select coalesce(sum(w.transactions), 0) as transactions, min(w.oldest_at) as oldest_at "
    "from unnest(cast(:partners as uuid[])) as p(id) cross join lateral ("
    "select count(*) as transactions, min(t.recorded_at) as oldest_at "
    "from ledger_transaction t where t.partner_id = any(:partners) "
    "and t.partner_id = p.id and t.written_by >= "
    "(select coalesce(max(b.written_below), 0) from ledger_block b where b.partner_id = p.id)"
    ") as w"
)
_KEYS = text("select * from seal_key order by created_at, key_id")
_ROOTS = text(
    "select * from day_root where partner_id = :partner order by business_on desc limit :limit"
)
_ROOT_OF = text("select * from day_root where partner_id = :partner and business_on = :day")
_NEXT_ROOT = text(
    "select * from day_root where partner_id = :partner and block_number >= :number "
    "order by block_number, business_on limit 1"
)
LAST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class DayRoot:
    """What was handed to the bank at the close of a day: the last block, and its hash."""

    business_on: date
    block_number: int
    block_hash: bytes
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key that signed or may sign; the very first one is endorsed by nobody."""

    key_id: str
    public_key: bytes
    endorsed_by: str | None
    endorsement: bytes | None


@dataclass(frozen=True, slots=True)
class SealLag:
    """What is written and not sealed yet, and since when (wall time) the oldest of it waits."""

    transactions: int
    oldest_at: datetime | None

    def seconds(self, wall: datetime) -> float:
        """Age of the oldest unsealed transaction; nothing waits, no age."""
        return max(0.0, (wall - self.oldest_at).total_seconds()) if self.oldest_at else 0.0


def blocks(
    db: Session, *, first: int = 1, last: int = LAST_NUMBER, partner_id: UUID | None = None
) -> Iterator[Block]:
    """Blocks by number, streamed."""
    of_partner = {"partner": current_partner(db, partner_id), "first": first, "last": last}
    for row in db.execute(_BLOCKS, of_partner, execution_options={"yield_per": 1_000}):
        yield _block(row)


def last_block(db: Session, *, partner_id: UUID | None = None) -> Block | None:
    row = db.execute(_LAST, {"partner": current_partner(db, partner_id)}).one_or_none()
    return _block(row) if row else None


def block_of(db: Session, transaction_id: UUID, *, partner_id: UUID | None = None) -> Block | None:
    """The block that a transaction is sealed in; None while it is not."""
    of_partner = {"partner": current_partner(db, partner_id), "id": transaction_id}
    row = db.execute(_BLOCK_OF, of_partner).one_or_none()
    return _block(row) if row else None


def seal_lag(db: Session, *, partner_id: UUID | None = None) -> SealLag:
    """How much of a partner's ledger waits to be sealed; `partner_id` for a bank's session."""
    row = db.execute(_LAG, {"partner": current_partner(db, partner_id)}).one()
    return SealLag(row.transactions, row.oldest_at)


def seal_lag_of(db: Session, partner_ids: Collection[UUID]) -> SealLag:
    """How much of all these partners' ledgers waits to be sealed, the oldest of it."""
    row = db.execute(_LAG_OF_ALL, {"partners": list(partner_ids)}).one()
    return SealLag(int(row.transactions), row.oldest_at)


def known_keys(db: Session) -> list[KnownKey]:
    """Every key, oldest first."""
    return [
        KnownKey(row.key_id, bytes(row.public_key), row.endorsed_by, row.endorsement)
        for row in db.execute(_KEYS)
    ]


def day_roots(
    db: Session, *, limit: int = ROOTS_MAX, partner_id: UUID | None = None
) -> list[DayRoot]:
    """The latest closed days' roots, newest first."""
    rows = db.execute(_ROOTS, {"partner": current_partner(db, partner_id), "limit": limit})
    return [_root(row) for row in rows]


def newest_root(db: Session, *, partner_id: UUID | None = None) -> DayRoot | None:
    return next(iter(day_roots(db, limit=1, partner_id=partner_id)), None)


def root_of_day(db: Session, day: date, *, partner_id: UUID | None = None) -> DayRoot | None:
    row = db.execute(
        _ROOT_OF, {"partner": current_partner(db, partner_id), "day": day}
    ).one_or_none()
    return _root(row) if row else None


def root_above(db: Session, number: int, *, partner_id: UUID | None = None) -> DayRoot | None:
    """The first day's root that a block stands under."""
    of_partner = {"partner": current_partner(db, partner_id), "number": number}
    row = db.execute(_NEXT_ROOT, of_partner).one_or_none()
    return _root(row) if row else None


def told_key(key: KnownKey) -> dict[str, Any]:
    """As exports and proofs spell it."""
    return {
        "key_id": key.key_id,
        "public_key": key.public_key.hex(),
        "endorsed_by": key.endorsed_by,
        "endorsement": key.endorsement.hex() if key.endorsement else None,
    }


def told_root(root: DayRoot, partner_id: UUID) -> dict[str, Any]:
    return {
        "partner": str(partner_id),
        "business_on": root.business_on.isoformat(),
        "block_number": root.block_number,
        "block_hash": root.block_hash.hex(),
    }


def block_of_row(kind: type[Header], row: Any) -> Block:
    """A block as it was kept."""
    header = kind(
        partner=row.partner_id,
        number=row.number,
        written_from=row.written_from,
        written_below=row.written_below,
        members=getattr(row, kind.MEMBERS),
        root=bytes(row.root),
        previous_hash=bytes(row.previous_hash),
        key_id=row.key_id,
        sealed_at=row.sealed_at,
    )
    return Block(header, bytes(row.hash), bytes(row.signature), bytes(row.marks))


def _block(row: Row[Any]) -> Block:
    return block_of_row(Header, row)


def _root(row: Row[Any]) -> DayRoot:
    return DayRoot(row.business_on, row.block_number, bytes(row.block_hash), row.handed_at)
