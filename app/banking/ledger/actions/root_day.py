"""Write down under which block a closed day's ledger stands, once: the root that is handed out."""

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.seals import last_block
from app.kernel.actor import Actor
from app.storage.scope import current_scope

_SNAPSHOT = text("select guildhall.snapshot_day(:partner, :day)")
_ADD = text(
    "insert into day_root (partner_id, business_on, block_number, block_hash, handed_at) "
    "values (:partner, :day, :number, :hash, :now) "
    "on conflict (partner_id, business_on) do nothing returning block_number"
)


def root_day(db: Session, *, day: date, actor: Actor, now: datetime) -> None:
    """Keep the day's balances and its root; a day that has a root keeps it. Seal first.

    A partner without any block has no root yet.
    """
    partner_id = current_scope(db).partner_id
    block = last_block(db)
    if block is None:
        return
    db.execute(_SNAPSHOT, {"partner": partner_id, "day": day})
    added = db.scalar(
        _ADD,
        {
            "partner": partner_id,
            "day": day,
            "number": block.header.number,
            "hash": block.hash,
            "now": now,
        },
    )
    if added is not None:
        record(
            db,
            actor,
            "ledger.day_rooted",
            subject=("partner", partner_id),
            now=now,
            business_on=day.isoformat(),
            block=block.header.number,
            block_hash=block.hash.hex(),
        )
