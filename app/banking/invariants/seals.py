"""How far each partner's ledger is sealed; for the auditor's session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

# Unsealed transactions are found by the index of who wrote them: a short tail, however long
# the ledger is.
SEALS = text("""
select p.id, p.name, p.is_house, b.number, b.sealed_at, b.transactions,
       coalesce(t.unsealed, 0) as unsealed, t.waits_since
from partner p
left join lateral (
    select b.number, b.sealed_at, b.transactions, b.written_below
    from ledger_block b
    where b.partner_id = p.id
    order by b.number desc
    limit 1
) b on true
left join lateral (
    select count(*) as unsealed, min(t.recorded_at) as waits_since
    from ledger_transaction t
    where t.partner_id = p.id and t.written_by >= coalesce(b.written_below, 0)
) t on true
order by p.bank_id, p.is_house, p.name
""")


@dataclass(frozen=True, slots=True)
class SealLine:
    """A partner's last block, and what has been written since."""

    partner_id: UUID
    partner_name: str
    is_house: bool
    block: int | None
    sealed_at: datetime | None
    transactions: int | None
    unsealed: int
    waits_since: datetime | None

    def lag(self, wall: datetime) -> timedelta:
        """How long the oldest transaction without a seal has waited."""
        return max(wall - self.waits_since, timedelta()) if self.waits_since else timedelta()


def seals(db: Session) -> list[SealLine]:
    return [SealLine(*row) for row in db.execute(SEALS)]
