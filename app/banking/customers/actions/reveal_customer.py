"""Show a customer's tax id and date of birth whole, to somebody who says why."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.customers.applying import TAX_ID
from app.banking.customers.revealing import REVEALED, check_allowance, check_purpose
from app.banking.customers.tables import CustomerRow
from app.banking.trail.queries import done_by
from app.kernel.actor import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import CustomerId
from app.rails.calendars import EASTERN
from app.storage.crypto import decrypt

TAX_ID_GROUPS = (3, 5)

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('reveals of ' || :actor, 0))")


@dataclass(frozen=True, slots=True)
class Revealed:
    """What was masked; never part of a representation."""

    tax_id: str = field(repr=False)
    born_on: date = field(repr=False)
    today: int


def reveal_customer(
    db: Session, *, customer_id: CustomerId, purpose: str, words: str, actor: Actor, wall: datetime
) -> Revealed:
    """Count it, write it down, then show it; `wall` is wall time, and a day is a day in New York.

    Raises NotFound, Refused (purpose_missing, purpose_unclear, reveals_used_up, user_needed).
    """
    said = check_purpose(purpose, words)
    row = db.scalar(select(CustomerRow).where(CustomerRow.id == customer_id))
    if row is None:
        raise NotFound("customer")
    if actor.id is None:
        raise Refused("user_needed", "Only a person may see this.")
    db.execute(_ONE_AT_A_TIME, {"actor": str(actor.id)})
    begun = datetime.combine(wall.astimezone(EASTERN).date(), time.min, EASTERN)
    today = len(done_by(db, actor.id, ["customer.revealed"], since=begun))
    check_allowance(today)
    record(
        db,
        actor,
        "customer.revealed",
        subject=("customer", customer_id),
        now=wall,
        customer_id=customer_id,
        reason=said,
        purpose=purpose,
        shown=list(REVEALED),
    )
    tax_id = decrypt(db, row.tax_id, key_id=row.tax_id_key_id, place=TAX_ID, row_id=row.id)
    return Revealed(_spaced(tax_id), row.born_on, today + 1)


def _spaced(digits: str) -> str:
    """Nine digits as people write them: `123-45-6789`."""
    first, second = TAX_ID_GROUPS
    return f"{digits[:first]}-{digits[first:second]}-{digits[second:]}"
