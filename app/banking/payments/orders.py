"""Orders for payments: claimed once per key, and kept within the program's limits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.payments.rules import (
    NOT_SENT,
    Counterparty,
    Used,
    check_limits,
    limit_spans,
)
from app.banking.payments.tables import PaymentRow
from app.banking.products.queries import program_limits
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import AccountId, CustomerId, LedgerAccountId, PaymentId, ProgramId
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.storage.scope import current_scope

RECIPIENT = text(
    "select account_id, ledger_account_id, customer_id, shown_name "
    "from guildhall.find_recipient(:partner, :routing, :account)"
)


@dataclass(frozen=True, slots=True)
class AchOrder:
    """Send money to an account at another bank; `key` makes asking twice happen once."""

    account_id: AccountId
    amount: Money
    counterparty: Counterparty
    description: str
    key: str


@dataclass(frozen=True, slots=True)
class BookOrder:
    """Send money to another account of the same partner, named by its numbers."""

    account_id: AccountId
    amount: Money
    to_routing_number: str
    to_account_number: str
    description: str
    key: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a book transfer may go; the name is shortened to what a stranger may see."""

    account_id: AccountId
    ledger_account_id: LedgerAccountId
    customer_id: CustomerId
    shown_name: str


def sender_account(db: Session, account_id: AccountId) -> AccountRow:
    """The account money is to leave from; raises NotFound, and Refused for a closed one."""
    row = db.scalar(select(AccountRow).where(AccountRow.id == account_id))
    if row is None:
        raise NotFound("account")
    if row.status != "open":
        raise Refused("account_not_open", "The account is closed, so nothing can be sent from it.")
    return row


def find_recipient(db: Session, routing_number: str, account_number: str) -> Recipient | None:
    """The open account of this partner with these numbers, or None: no one learns whose."""
    numbers = {"routing": _digits(routing_number), "account": _digits(account_number)}
    row = db.execute(RECIPIENT, {"partner": current_scope(db).partner_id, **numbers}).one_or_none()
    if row is None:
        return None
    return Recipient(
        AccountId(row.account_id),
        LedgerAccountId(row.ledger_account_id),
        CustomerId(row.customer_id),
        row.shown_name,
    )


def _digits(number: str) -> str:
    tidy = number.replace(" ", "").replace("-", "")
    return tidy if tidy.isascii() and tidy.isdecimal() else ""


def first_payment(
    db: Session, account: AccountRow, key: str, fingerprint: bytes
) -> PaymentId | None:
    """The payment already made under this key; raises Conflict when it was another request."""
    row = db.execute(
        select(PaymentRow.id, PaymentRow.fingerprint).where(
            PaymentRow.idempotency_key == scoped_key(account.id, key)
        )
    ).one_or_none()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Conflict(
            "idempotency_conflict",
            "This form was already used for a different payment.",
            next_step="Start again from an empty form; nothing was done twice.",
        )
    return PaymentId(row.id)


def winning_payment(db: Session, account: AccountRow, key: str, fingerprint: bytes) -> PaymentId:
    """The payment of the simultaneous request that was first; raises Conflict when it is gone."""
    winner = first_payment(db, account, key, fingerprint)
    if winner is None:
        raise Conflict("payment_in_progress", "This payment is being made.", next_step="Try again.")
    return winner


def claim(db: Session, values: dict[str, Any]) -> bool:
    """Write the payment's row; False when a simultaneous request with its key was first."""
    row = insert(PaymentRow).values(partner_id=current_scope(db).partner_id, **values)
    key = (PaymentRow.partner_id, PaymentRow.idempotency_key)
    claimed = db.scalar(row.on_conflict_do_nothing(index_elements=key).returning(PaymentRow.id))
    return claimed is not None


def scoped_key(account_id: UUID, key: str) -> str:
    """Keys belong to an account, so that no customer can block or learn another's."""
    return f"{account_id} {key}"


def check_sending(
    db: Session, account: AccountRow, amount: Money, *, rail: str, now: datetime
) -> None:
    """Raises Refused over a limit. Call it once the row and the money are taken.

    The ledger has locked the account by then, so simultaneous payments are counted one by one.
    """
    program_id = ProgramId(account.program_id)
    limits = program_limits(db, program_id, rail=rail, day=eastern_day(now))
    sent = used(db, account, rail=rail, now=now)
    check_limits(amount, used=Used(sent.day - amount, sent.month - amount), limits=limits)


def check_sending_again(db: Session, row: PaymentRow, *, now: datetime) -> None:
    """The same for a payment that waited: against today's limits, without counting it twice.

    Raises NotFound and Refused, also for an account that money may not leave any more.
    """
    account = sender_account(db, AccountId(row.account_id))
    limits = program_limits(db, ProgramId(row.program_id), rail=row.rail, day=eastern_day(now))
    sent, amount = used(db, account, rail=row.rail, now=now), Money(row.amount_minor, row.currency)
    day_start, month_start = limit_spans(now)
    today = sent.day - amount if row.created_at >= day_start else sent.day
    this_month = sent.month - amount if row.created_at >= month_start else sent.month
    check_limits(amount, used=Used(today, this_month), limits=limits)


def used(db: Session, account: AccountRow, *, rail: str, now: datetime) -> Used:
    """What the account has sent today and this month, canceled and rejected payments apart."""
    day_start, month_start = limit_spans(now)
    today = func.coalesce(
        func.sum(PaymentRow.amount_minor).filter(PaymentRow.created_at >= day_start), 0
    )
    this_month = func.coalesce(func.sum(PaymentRow.amount_minor), 0)
    row = db.execute(
        select(today, this_month).where(
            PaymentRow.account_id == account.id,
            PaymentRow.rail == rail,
            PaymentRow.direction == "outgoing",
            PaymentRow.status.not_in(NOT_SENT),
            PaymentRow.created_at >= month_start,
        )
    ).one()
    return Used(Money(int(row[0]), account.currency), Money(int(row[1]), account.currency))
