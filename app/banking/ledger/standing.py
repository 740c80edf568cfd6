"""How guarded accounts stand: their balances, and which way money is stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.ledger.rules import Balance
from app.banking.ledger.tables import LedgerAccountRow
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's ledger account at this moment."""

    balance: Balance
    is_outgoing_frozen: bool
    is_incoming_frozen: bool

    @property
    def is_frozen(self) -> bool:
        return self.is_outgoing_frozen or self.is_incoming_frozen


def standings(db: Session, ledger_account_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Of several guarded accounts in one look; those out of scope are left out."""
    rows = db.scalars(
        select(LedgerAccountRow).where(
            LedgerAccountRow.id.in_(ledger_account_ids), LedgerAccountRow.is_pooled.is_(False)
        )
    )
    return {
        row.id: Standing(
            Balance(Money(row.current_minor, row.currency), Money(row.held_minor, row.currency)),
            row.is_debit_frozen,
            row.is_credit_frozen,
        )
        for row in rows
    }
