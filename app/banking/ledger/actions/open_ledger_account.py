"""Open a ledger account: a line of a chart, or the liability behind a customer's account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.refusals import explained
from app.kernel.ids import CustomerId, LedgerAccountId, ProgramId, new_id
from app.storage.scope import current_scope

OPEN = text(
    "select guildhall.open_ledger_account(:partner, :id, :program, :customer, :code, :name, "
    ":kind, :currency, :is_pooled, cast(:floor as bigint), :opened_at)"
)


@dataclass(frozen=True, slots=True)
class LedgerAccountOrder:
    """Pooled accounts are in every payment and keep no running balance; others are guarded."""

    code: str
    name: str
    kind: str
    currency: str
    is_pooled: bool = False
    floor_minor: int | None = None
    program_id: ProgramId | None = None
    customer_id: CustomerId | None = None


def open_ledger_account(
    db: Session, order: LedgerAccountOrder, *, now: datetime
) -> LedgerAccountId:
    """Open the account; its code is unique within the partner."""
    return open_ledger_accounts(db, [order], now=now)[0]


def open_ledger_accounts(
    db: Session, orders: Sequence[LedgerAccountOrder], *, now: datetime
) -> list[LedgerAccountId]:
    """Several at once, as the lines of a chart; their ids, in the same order."""
    partner_id, ids = current_scope(db).partner_id, [LedgerAccountId(new_id(now)) for _ in orders]
    opened = [
        {
            "partner": partner_id,
            "id": account_id,
            "program": order.program_id,
            "customer": order.customer_id,
            "code": order.code,
            "name": order.name,
            "kind": order.kind,
            "currency": order.currency,
            "is_pooled": order.is_pooled,
            "floor": order.floor_minor,
            "opened_at": now,
        }
        for account_id, order in zip(ids, orders, strict=True)
    ]
    with explained():
        db.execute(OPEN, opened)
    return ids
