"""What a sender may still send, over which rail, at what cost; and whom it goes to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.customers.tables import CustomerRow
from app.banking.ledger.rules import Balance
from app.banking.ledger.standing import standings
from app.banking.payments.orders import sender_account, used
from app.banking.payments.rules import Used, window_for
from app.banking.products.queries import product_fee, program_limits
from app.banking.products.rules import Limits
from app.kernel.ids import AccountId, ProductId, ProgramId
from app.kernel.money import Money, zero
from app.kernel.text import masked
from app.rails.calendars import Window, eastern_day


@dataclass(frozen=True, slots=True)
class SendingTerms:
    """What an account may send over a rail at a moment, and what that costs."""

    account_id: AccountId
    account_name: str
    account_masked: str
    routing_number: str
    balance: Balance
    fee: Money
    limits: Limits
    used: Used
    window: Window

    @property
    def left_today(self) -> Money:
        """What the day's limit still allows, where there is one."""
        return _left(self.limits.day, self.used.day)

    @property
    def left_this_month(self) -> Money:
        return _left(self.limits.month, self.used.month)


def sending_terms(
    db: Session, account_id: AccountId, *, rail: str, amount: Money | None, now: datetime
) -> SendingTerms:
    """For a form and its review; `amount` decides the window. Raises NotFound and Refused."""
    account = sender_account(db, account_id)
    day = eastern_day(now)
    fee = None
    if rail == "ach":
        product_id = ProductId(account.product_id)
        fee = product_fee(db, product_id, kind="ach_outgoing", day=day)
    return SendingTerms(
        account_id=account_id,
        account_name=account.name,
        account_masked=masked(account.account_number),
        routing_number=account.routing_number,
        balance=standings(db, [account.ledger_account_id])[account.ledger_account_id].balance,
        fee=fee or zero(account.currency),
        limits=program_limits(db, ProgramId(account.program_id), rail=rail, day=day),
        used=used(db, account, rail=rail, now=now),
        window=window_for(amount or zero(account.currency), now),
    )


def owner_name(db: Session, customer_id: UUID) -> str:
    """A customer's name as another customer may read it: `Ada O.`."""
    row = db.execute(
        select(CustomerRow.given_name, CustomerRow.family_name).where(CustomerRow.id == customer_id)
    ).one()
    return f"{row.given_name} {row.family_name[:1]}."


def _left(limit: Money | None, sent: Money) -> Money:
    return zero(sent.currency) if limit is None else max(limit - sent, zero(sent.currency))
