"""Close a ledger account, only at zero and with nothing held."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.refusals import explained
from app.kernel.actor import Actor
from app.kernel.ids import LedgerAccountId
from app.storage.scope import current_scope

CLOSE = text("select guildhall.close_ledger_account(:partner, :id, :at)")


def close_ledger_account(
    db: Session, *, ledger_account_id: LedgerAccountId, actor: Actor, now: datetime
) -> None:
    """Nothing is posted to it any more. Raises NotFound, Refused("account_not_empty")."""
    with explained():
        db.execute(
            CLOSE, {"partner": current_scope(db).partner_id, "id": ledger_account_id, "at": now}
        )
    record(
        db, actor, "ledger_account.closed", subject=("ledger_account", ledger_account_id), now=now
    )
