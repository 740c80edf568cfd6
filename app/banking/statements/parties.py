"""Whom a statement speaks of: the account, its owner, brand and bank, other sides; the seal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.ledger.seals import newest_root
from app.banking.payments.tables import PaymentRow
from app.banking.statements.content import (
    AccountWords,
    BankWords,
    BrandWords,
    CustomerWords,
    SealWords,
)
from app.kernel.errors import NotFound
from app.kernel.ids import AccountId, CustomerId, LedgerAccountId, ProductId, ProgramId
from app.kernel.text import masked
from app.storage.scope import current_partner
from tenants.resolve import partner_of


@dataclass(frozen=True, slots=True)
class StatedAccount:
    """An account as a statement needs it."""

    id: AccountId
    customer_id: CustomerId
    program_id: ProgramId
    product_id: ProductId
    ledger_account_id: LedgerAccountId
    currency: str
    opened_on: date
    closed_on: date | None
    words: AccountWords


def lock_account(db: Session, account_id: AccountId) -> StatedAccount:
    """One cutter of an account's statements at a time; raises NotFound. Payments do not wait."""
    row = db.scalars(
        select(AccountRow)
        .where(AccountRow.id == account_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("account")
    return StatedAccount(
        id=AccountId(row.id),
        customer_id=CustomerId(row.customer_id),
        program_id=ProgramId(row.program_id),
        product_id=ProductId(row.product_id),
        ledger_account_id=LedgerAccountId(row.ledger_account_id),
        currency=row.currency,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        words=AccountWords(row.name, row.routing_number, masked(row.account_number)),
    )


def customer_words(db: Session, customer_id: CustomerId) -> CustomerWords:
    row = db.scalars(select(CustomerRow).where(CustomerRow.id == customer_id)).one()
    return CustomerWords(
        name=f"{row.given_name} {row.family_name}",
        street=row.street,
        city=row.city,
        state=row.state,
        postal_code=row.postal_code,
    )


def letterhead(db: Session) -> tuple[BrandWords, BankWords]:
    """The brand in scope, and the bank behind it."""
    partner = partner_of(db, current_partner(db))
    bank = partner.bank
    return (
        BrandWords(
            partner.name,
            partner.legal_name,
            partner.theme,
            partner.support_email,
            partner.support_phone,
        ),
        BankWords(bank.name, bank.legal_name, bank.address, bank.email, bank.phone),
    )


def seal_words(db: Session) -> SealWords | None:
    """The newest root that was handed to the bank; None before the first."""
    root = newest_root(db)
    return SealWords(root.business_on, root.block_number, root.block_hash.hex()) if root else None


def counterparties(
    db: Session, payment_ids: Collection[UUID], account_id: AccountId
) -> dict[UUID, str]:
    """The other side of each payment, seen from the account: who was paid, or who paid."""
    if not payment_ids:
        return {}
    rows = db.execute(
        select(
            PaymentRow.id,
            PaymentRow.account_id,
            PaymentRow.counterparty_name,
            CustomerRow.given_name,
            CustomerRow.family_name,
        )
        .join(
            CustomerRow,
            and_(
                CustomerRow.partner_id == PaymentRow.partner_id,
                CustomerRow.id == PaymentRow.customer_id,
            ),
        )
        .where(PaymentRow.id.in_(payment_ids))
    )
    return {
        row.id: row.counterparty_name
        if row.account_id == account_id
        else f"{row.given_name} {row.family_name}"
        for row in rows
    }
