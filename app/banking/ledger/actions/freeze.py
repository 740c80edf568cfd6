"""Stop money leaving or entering a ledger account, and let it move again."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.refusals import explained
from app.kernel.actor import Actor
from app.kernel.ids import LedgerAccountId
from app.storage.scope import current_scope

FREEZE = text("select guildhall.freeze_ledger_account(:partner, :id, :debit, :credit)")


def freeze(
    db: Session,
    *,
    ledger_account_id: LedgerAccountId,
    outgoing: bool,
    incoming: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Set which directions are frozen; both False lets the account move again. Raises NotFound."""
    with explained():
        db.execute(
            FREEZE,
            {
                "partner": current_scope(db).partner_id,
                "id": ledger_account_id,
                "debit": outgoing,
                "credit": incoming,
            },
        )
    record(
        db,
        actor,
        "ledger_account.frozen" if outgoing or incoming else "ledger_account.unfrozen",
        subject=("ledger_account", ledger_account_id),
        now=now,
        outgoing=outgoing,
        incoming=incoming,
    )
