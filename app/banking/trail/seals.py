"""Reads of the trail's seals: blocks, the roots of closed days, and what waits for a seal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from app.banking.ledger.proof.blocks import Block
from app.banking.ledger.seals import DayRoot, block_of_row
from app.banking.trail.blocks import TrailHeader
from app.storage.scope import current_partner

LAST_NUMBER = 2**31 - 1

_BLOCKS = text(
    "select * from audit_block where partner_id = :partner and number >= :first order by number"
)
_LAST = text("select * from audit_block where partner_id = :partner order by number desc limit 1")
# The first block of the newest ones that hold no more than so many records together.
_NEWEST = text(
    "select min(number) from (select number, sum(records) over (order by number desc) as total "
    "from audit_block where partner_id = :partner) counted where total <= :records"
)
# Blocks follow each other without a gap: the first that ends above a number holds it.
_BLOCK_OF = text(
    "select b.* from audit_record r cross join lateral (select * from audit_block o "
    "where o.partner_id = r.partner_id and o.written_below > r.written_by "
    "order by o.written_below limit 1) b where r.partner_id = :partner and r.id = :id"
)
_WAITING = text(
    "select count(*) as records, min(r.recorded_at) as oldest_at from audit_record r "
    "where r.partner_id = :partner and r.written_by >= "
    "(select coalesce(max(b.written_below), 0) from audit_block b where b.partner_id = :partner)"
)
_ROOTS = text("select * from audit_root where partner_id = :partner order by business_on")
_ROOT_OF = text("select * from audit_root where partner_id = :partner and business_on = :day")


class TrailRoot(DayRoot):
    """The same of the trail."""

    def told(self) -> dict[str, Any]:
        return {
            "audit_block_number": self.block_number,
            "audit_block_hash": self.block_hash.hex(),
        }


@dataclass(frozen=True, slots=True)
class TrailLag:
    """What is written and not sealed yet, and since when (wall time) the oldest of it waits."""

    records: int
    oldest_at: datetime | None


def trail_blocks(db: Session, *, first: int = 1, partner_id: UUID | None = None) -> Iterator[Block]:
    """Blocks by number, streamed."""
    of_partner = {"partner": current_partner(db, partner_id), "first": first}
    for row in db.execute(_BLOCKS, of_partner, execution_options={"yield_per": 1_000}):
        yield _block(row)


def last_trail_block(db: Session, *, partner_id: UUID | None = None) -> Block | None:
    row = db.execute(_LAST, {"partner": current_partner(db, partner_id)}).one_or_none()
    return _block(row) if row else None


def trail_block_of(db: Session, record_id: UUID, *, partner_id: UUID | None = None) -> Block | None:
    """The block that a record is sealed in; None while it is not."""
    asked = {"partner": current_partner(db, partner_id), "id": record_id}
    row = db.execute(_BLOCK_OF, asked).one_or_none()
    return _block(row) if row else None


def first_of_newest(db: Session, records: int, *, partner_id: UUID | None = None) -> int:
    """The number from which on blocks hold at most `records` together; at least the last one."""
    partner = current_partner(db, partner_id)
    found = db.scalar(_NEWEST, {"partner": partner, "records": records})
    if found is not None:
        return int(found)
    last = last_trail_block(db, partner_id=partner)
    return last.header.number if last else 1


def trail_lag(db: Session, *, partner_id: UUID | None = None) -> TrailLag:
    row = db.execute(_WAITING, {"partner": current_partner(db, partner_id)}).one()
    return TrailLag(row.records, row.oldest_at)


def trail_roots(db: Session, *, partner_id: UUID | None = None) -> list[TrailRoot]:
    """Every closed day's root, oldest first."""
    return [_root(row) for row in db.execute(_ROOTS, {"partner": current_partner(db, partner_id)})]


def trail_root_of_day(db: Session, day: date) -> TrailRoot | None:
    asked = {"partner": current_partner(db), "day": day}
    row = db.execute(_ROOT_OF, asked).one_or_none()
    return _root(row) if row else None


def _block(row: Row[Any]) -> Block:
    return block_of_row(TrailHeader, row)


def _root(row: Row[Any]) -> TrailRoot:
    return TrailRoot(row.business_on, row.block_number, bytes(row.block_hash), row.handed_at)
