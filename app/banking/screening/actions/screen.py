"""Hold a customer's name against a sanctions list, and keep what was found."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.screening.rules import SanctionsList, ScreeningOutcome, hits_of, outcome_of
from app.banking.screening.tables import ScreeningRow
from app.kernel.actor import Actor
from app.kernel.ids import CustomerId, new_id
from app.storage.scope import current_scope


def screen(
    db: Session,
    listed: SanctionsList,
    *,
    customer_id: CustomerId,
    name: str,
    actor: Actor,
    now: datetime,
) -> ScreeningOutcome:
    """Screen once more and remember list, version and hits; the customer never learns of it."""
    hits = hits_of(name, listed)
    outcome = outcome_of(hits)
    screening_id = new_id(now)
    db.execute(
        insert(ScreeningRow).values(
            partner_id=current_scope(db).partner_id,
            id=screening_id,
            customer_id=customer_id,
            list_name=listed.name,
            list_sha256=listed.sha256,
            screened_name=name,
            outcome=outcome.value,
            hits=[asdict(hit.entry) | {"score": hit.score} for hit in hits],
            screened_at=now,
        )
    )
    # The record names no customer in its own column: the portal may not come upon it.
    record(
        db,
        actor,
        "customer.screened",
        subject=("customer", customer_id),
        now=now,
        outcome=outcome.value,
        list_sha256=listed.sha256,
        hits=len(hits),
    )
    return outcome
