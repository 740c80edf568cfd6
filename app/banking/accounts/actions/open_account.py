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
from app.kernel.ids import AccountId, CustomerId, ProductId, ProgramId, new_id
from app.kernel.text import LAST_SHOWN
from app.storage.scope import current_scope
from app.storage.words import keep_words

ALLOCATE = text("select guildhall.allocate_account_number(:partner, :program)")
REGISTER = text("select guildhall.register_account(:partner, :account)")


def open_account(
    db: Session, *, customer_id: CustomerId, product_id: ProductId, actor: Actor, now: datetime
) -> AccountId:
    """Open the account, its guarded liability in the ledger, and its directory entry."""
    scope = current_scope(db)
    found = db.execute(
        select(ProductRow, ProgramRow)
        .join(
            ProgramRow,
            (ProgramRow.partner_id == ProductRow.partner_id)
            & (ProgramRow.id == ProductRow.program_id),
        )
        .where(ProductRow.id == product_id)
    ).one_or_none()
    if found is None:
        raise NotFound("product")
    product, program = found
    number = db.scalar(ALLOCATE, {"partner": scope.partner_id, "program": program.id})
    account_id = AccountId(new_id(now))
    ledger_account_id = open_ledger_account(
        db,
        LedgerAccountOrder(
            code=f"deposit {number}",
            name=f"{product.name} {str(number)[-LAST_SHOWN:]}",
            kind="liability",
            currency=program.currency,
            floor_minor=0,
            program_id=ProgramId(program.id),
            customer_id=customer_id,
        ),
        now=now,
    )
    db.execute(
        insert(AccountRow).values(
            partner_id=scope.partner_id,
            id=account_id,
            customer_id=customer_id,
            program_id=program.id,
            product_id=product_id,
            ledger_account_id=ledger_account_id,
            name=product.name,
            status="open",
            currency=program.currency,
            routing_number=program.routing_number,
            account_number=number,
            opened_on=now.date(),
        )
    )
    db.execute(REGISTER, {"partner": scope.partner_id, "account": account_id})
    keep_words(db, "account", account_id, customer_id, (str(number)[-LAST_SHOWN:],))
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
