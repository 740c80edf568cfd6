"""Write down what became of an application; opening the account is the accounts' own verb."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.customers.rules import Conclusion, Outcome, advance
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import ApplicationId, CustomerId, ProductId

CUSTOMER_STATUS = {
    Outcome.APPROVED: "active",
    Outcome.REFERRED: "applicant",
    Outcome.DECLINED: "declined",
}


def conclude(
    db: Session,
    *,
    application_id: ApplicationId,
    conclusion: Conclusion,
    actor: Actor,
    now: datetime,
) -> tuple[CustomerId, ProductId]:
    """Move application and customer on; returns whose it was and what for.

    Raises NotFound, and Conflict("application_decided") when it was decided before.
    """
    row = lock_application(db, application_id)
    row.status = advance(row.status, conclusion.outcome)
    row.reasons = [*row.reasons, *(r for r in conclusion.reasons if r not in row.reasons)]
    row.decision_note = conclusion.note or None
    if conclusion.outcome is not Outcome.REFERRED:
        row.decided_at, row.decided_by = now, actor.label
    customer = db.get_one(CustomerRow, (row.partner_id, row.customer_id))
    customer.status = CUSTOMER_STATUS[conclusion.outcome]
    db.flush()
    record(
        db,
        actor,
        f"application.{conclusion.outcome}",
        subject=("application", application_id),
        now=now,
        customer_id=row.customer_id,
        reasons=list(conclusion.reasons),
    )
    return CustomerId(row.customer_id), ProductId(row.product_id)


def lock_application(db: Session, application_id: ApplicationId) -> ApplicationRow:
    """Two people never decide one application; the second waits, then reads what was decided."""
    row = db.scalar(
        select(ApplicationRow)
        .where(ApplicationRow.id == application_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("application")
    return row
