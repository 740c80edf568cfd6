"""Stop money leaving an account, or leaving and entering it, and say why."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.accounts.rules import check_freeze, stated_reason
from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.standing import standings
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import AccountId, LedgerAccountId


def freeze_account(
    db: Session,
    *,
    account_id: AccountId,
    incoming: bool,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Freeze money out, and money in as well when asked. Raises Refused, Conflict, NotFound."""
    said = stated_reason(reason)
    account = lock_account(db, account_id)
    ledger_account_id = LedgerAccountId(account.ledger_account_id)
    standing = standings(db, [ledger_account_id])[ledger_account_id]
    check_freeze(account.status, is_frozen=standing.is_frozen)
    freeze(
        db,
        ledger_account_id=ledger_account_id,
        outgoing=True,
        incoming=incoming,
        actor=actor,
        now=now,
    )
    record(
        db,
        actor,
        "account.frozen",
        subject=("account", account_id),
        now=now,
        customer_id=account.customer_id,
        incoming=incoming,
        reason=said,
    )


def lock_account(db: Session, account_id: AccountId) -> AccountRow:
    """Two people never freeze and unfreeze one account at once."""
    row = db.scalar(
        select(AccountRow)
        .where(AccountRow.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("account")
    return row
