"""Give a ledger account another name; its code and its history stay."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.books import ledger_accounts_by_id
from app.banking.ledger.refusals import explained
from app.banking.ledger.rules import check_account_name
from app.kernel.actor import Actor
from app.kernel.ids import LedgerAccountId
from app.storage.scope import current_scope

RENAME = text("select guildhall.rename_ledger_account(:partner, :id, :name)")


def rename_ledger_account(
    db: Session, *, ledger_account_id: LedgerAccountId, name: str, actor: Actor, now: datetime
) -> None:
    """Change the name people read. Raises NotFound, Refused("name_invalid")."""
    name = check_account_name(name)
    known = ledger_accounts_by_id(db, {ledger_account_id}).get(ledger_account_id)
    with explained():
        db.execute(
            RENAME,
            {"partner": current_scope(db).partner_id, "id": ledger_account_id, "name": name},
        )
    record(
        db,
        actor,
        "ledger_account.renamed",
        subject=("ledger_account", ledger_account_id),
        now=now,
        before={"name": known.name if known else None},
        after={"name": name},
    )
