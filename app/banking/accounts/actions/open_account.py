"""Open a deposit account with a number of its own."""

from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.products.tables import ProductRow, ProgramRow
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import (
    AccountId,
    CustomerId,
    LedgerAccountId,
    ProductId,
    ProgramId,
    new_id,
)
from app.kernel.text import LAST_SHOWN
from app.storage.words import keep_words

ALLOCATE = text("select guildhall.allocate_account_number(:partner, :program)")
REGISTER = text("select guildhall.register_account(:partner, :account)")


def open_account(
    db: Session, *, customer_id: CustomerId, product_id: ProductId, actor: Actor, now: datetime
) -> AccountId:
    """Open the account, its guarded liability in the ledger, and its directory entry."""
    product, program = _offer(db, product_id)
    of_partner = {"partner": program.partner_id}
    number: str = db.scalars(ALLOCATE, of_partner | {"program": program.id}).one()
    account_id = AccountId(new_id(now))
    db.execute(
        insert(AccountRow).values(
            partner_id=program.partner_id,
            id=account_id,
            customer_id=customer_id,
            program_id=program.id,
            product_id=product_id,
            ledger_account_id=_open_liability(db, product, program, number, customer_id, now=now),
            name=product.name,
            status="open",
            currency=program.currency,
            routing_number=program.routing_number,
            account_number=number,
            opened_on=now.date(),
        )
    )
    db.execute(REGISTER, of_partner | {"account": account_id})
    keep_words(db, "account", account_id, customer_id, (number[-LAST_SHOWN:],))
    record(
        db,
        actor,
        "account.opened",
        subject=("account", account_id),
        now=now,
        customer_id=customer_id,
        product_id=str(product_id),
    )
    return account_id


def _offer(db: Session, product_id: ProductId) -> tuple[ProductRow, ProgramRow]:
    """A product and the program it is of; raises NotFound."""
    is_its = (ProgramRow.partner_id == ProductRow.partner_id) & (
        ProgramRow.id == ProductRow.program_id
    )
    found = db.execute(
        select(ProductRow, ProgramRow).join(ProgramRow, is_its).where(ProductRow.id == product_id)
    ).one_or_none()
    if found is None:
        raise NotFound("product")
    product, program = found
    return product, program


def _open_liability(
    db: Session,
    product: ProductRow,
    program: ProgramRow,
    number: str,
    customer_id: CustomerId,
    *,
    now: datetime,
) -> LedgerAccountId:
    """What the bank owes the customer: it never falls below nothing."""
    order = LedgerAccountOrder(
        code=f"deposit {number}",
        name=f"{product.name} {number[-LAST_SHOWN:]}",
        kind="liability",
        currency=program.currency,
        floor_minor=0,
        program_id=ProgramId(program.id),
        customer_id=customer_id,
    )
    return open_ledger_account(db, order, now=now)
