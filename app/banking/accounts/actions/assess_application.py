"""Look at an application as far as a machine may: identity, sanctions, duplicates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.banking.accounts.actions.decide_application import decide_application
from app.banking.customers.actions.conclude import lock_application
from app.banking.customers.applying import TAX_ID
from app.banking.customers.details import Details
from app.banking.customers.rules import concluded
from app.banking.customers.tables import CustomerRow
from app.banking.customers.verifier import IdentityVerifier
from app.banking.screening.actions.screen import screen
from app.banking.screening.rules import SanctionsList
from app.kernel.actor import Actor
from app.kernel.ids import AccountId, ApplicationId, CustomerId
from app.storage.crypto import decrypt


@dataclass(frozen=True, slots=True)
class Vetting:
    """Whom we ask about a person, and the list their name is held against."""

    verifier: IdentityVerifier
    sanctions: SanctionsList


def assess_application(
    db: Session,
    vetting: Vetting,
    *,
    application_id: ApplicationId,
    actor: Actor,
    now: datetime,
) -> AccountId | None:
    """Approve, refer or decline what was submitted; nothing when it was looked at before.

    Raises NotFound, and Unavailable when the verifier cannot be asked: then ask again later.
    """
    application = lock_application(db, application_id)
    if application.status != "submitted":
        return None
    customer = db.get_one(CustomerRow, (application.partner_id, application.customer_id))
    person = _details(db, customer)
    verdict = vetting.verifier.verify(person)
    screening = screen(
        db,
        vetting.sanctions,
        customer_id=CustomerId(customer.id),
        name=person.full_name,
        actor=actor,
        now=now,
    )
    conclusion = concluded(
        verdict.outcome,
        verdict.reasons,
        screening=screening.value,
        is_tax_id_known=_is_tax_id_known(db, customer),
    )
    return decide_application(
        db, application_id=application_id, conclusion=conclusion, actor=actor, now=now
    )


def _details(db: Session, row: CustomerRow) -> Details:
    return Details(
        given_name=row.given_name,
        family_name=row.family_name,
        born_on=row.born_on,
        street=row.street,
        city=row.city,
        state=row.state,
        postal_code=row.postal_code,
        email=row.email,
        phone=row.phone,
        tax_id=decrypt(db, row.tax_id, key_id=row.tax_id_key_id, place=TAX_ID, row_id=row.id),
    )


def _is_tax_id_known(db: Session, customer: CustomerRow) -> bool:
    another = exists().where(
        CustomerRow.tax_id_index == customer.tax_id_index,
        CustomerRow.partner_id == customer.partner_id,
        CustomerRow.id != customer.id,
    )
    return bool(db.scalar(select(another)))
