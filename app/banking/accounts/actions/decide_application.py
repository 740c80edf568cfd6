"""Approve, refer or decline an application; here, because approving opens the account."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.accounts.actions.open_account import open_account
from app.banking.customers.actions.conclude import conclude
from app.banking.customers.rules import Conclusion, Outcome
from app.kernel.actor import Actor
from app.kernel.ids import AccountId, ApplicationId


def decide_application(
    db: Session,
    *,
    application_id: ApplicationId,
    conclusion: Conclusion,
    actor: Actor,
    now: datetime,
) -> AccountId | None:
    """Conclude, and open the account of whoever was approved, in one transaction.

    Raises NotFound, and Conflict("application_decided") when it was decided before.
    """
    customer_id, product_id = conclude(
        db, application_id=application_id, conclusion=conclusion, actor=actor, now=now
    )
    if conclusion.outcome is not Outcome.APPROVED:
        return None
    return open_account(db, customer_id=customer_id, product_id=product_id, actor=actor, now=now)
