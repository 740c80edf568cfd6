"""Write down under which block a closed day's trail stands, once: handed out with the ledger's."""

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.trail.seals import last_trail_block
from app.storage.scope import current_partner

_ADD = text(
    "insert into audit_root (partner_id, business_on, block_number, block_hash, handed_at) "
    "values (:partner, :day, :number, :hash, :now) on conflict (partner_id, business_on) do nothing"
)


def root_trail(db: Session, *, day: date, now: datetime) -> None:
    """Keep the day's root; a day that has one keeps it. Seal first."""
    block = last_trail_block(db)
    if block is None:
        return
    db.execute(
        _ADD,
        {
            "partner": current_partner(db),
            "day": day,
            "number": block.header.number,
            "hash": block.hash,
            "now": now,
        },
    )
