"""Let money move again in a frozen account, and say why."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.accounts.actions.freeze_account import lock_account
from app.banking.accounts.rules import check_unfreeze, stated_reason
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.standing import standings
from app.kernel.actor import Actor
from app.kernel.ids import AccountId, LedgerAccountId


def unfreeze_account(
    db: Session, *, account_id: AccountId, reason: str, actor: Actor, now: datetime
) -> None:
    """End a freeze in both directions. Raises Refused, Conflict, NotFound."""
    said = stated_reason(reason)
    account = lock_account(db, account_id)
    ledger_account_id = LedgerAccountId(account.ledger_account_id)
    check_unfreeze(is_frozen=standings(db, [ledger_account_id])[ledger_account_id].is_frozen)
    freeze(
        db,
        ledger_account_id=ledger_account_id,
        outgoing=False,
        incoming=False,
        actor=actor,
        now=now,
    )
    record(
        db,
        actor,
        "account.unfrozen",
        subject=("account", account_id),
        now=now,
        customer_id=account.customer_id,
        reason=said,
    )
