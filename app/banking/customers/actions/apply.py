"""Ask to become a customer: who they are, what they agreed to, and what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.customers.applying import TAX_ID, ConsentText, consent_texts
from app.banking.customers.details import Details, tidied
from app.banking.customers.finding import found_by
from app.banking.customers.rules import check_agreed
from app.banking.customers.tables import ApplicationRow, ConsentRow, CustomerRow
from app.banking.events.actions.publish import publish
from app.banking.products.tables import ProductRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import ApplicationId, CustomerId, ProductId, new_id
from app.rails.calendars import eastern_day
from app.storage.crypto import blind_index, encrypt
from app.storage.scope import current_scope
from app.storage.words import keep_words


@dataclass(frozen=True, slots=True)
class ApplicationOrder:
    """What the form said; `customer_id` is new, `key` came with the form, `agreed` names texts."""

    key: str
    customer_id: CustomerId
    product_id: ProductId
    details: Details
    agreed: frozenset[UUID]


def apply(db: Session, order: ApplicationOrder, *, actor: Actor, now: datetime) -> ApplicationId:
    """Write customer, application and consents down, and have them looked at.

    Raises Refused for details or consents that cannot be accepted, and
    Conflict("application_received") when the form's key was used before.
    """
    today = eastern_day(now)
    details = tidied(order.details, on=today)
    texts = consent_texts(db, on=today)
    check_agreed(order.agreed, in_force={text.id for text in texts})
    _check_product(db, order.product_id)
    application_id = ApplicationId(new_id(now))
    _write_customer(db, order.customer_id, details, now=now)
    _write_application(db, order, application_id, now=now)
    _write_consents(db, order.customer_id, texts, now=now)
    record(
        db,
        actor,
        "application.submitted",
        subject=("application", application_id),
        now=now,
        customer_id=order.customer_id,
        consents=[f"{text.kind} {text.version}" for text in texts],
    )
    publish(
        db,
        "application.decide",
        key=str(application_id),
        now=now,
        customer_id=order.customer_id,
        application_id=str(application_id),
    )
    return application_id


def _check_product(db: Session, product_id: ProductId) -> None:
    is_open = db.scalar(select(ProductRow.is_open).where(ProductRow.id == product_id))
    if not is_open:
        raise Refused("product_closed", "This account is not offered at the moment.")


def _write_customer(
    db: Session, customer_id: CustomerId, details: Details, *, now: datetime
) -> None:
    sealed, key_id = encrypt(db, details.tax_id, place=TAX_ID, row_id=customer_id)
    db.execute(
        insert(CustomerRow).values(
            partner_id=current_scope(db).partner_id,
            id=customer_id,
            status="applicant",
            given_name=details.given_name,
            family_name=details.family_name,
            born_on=details.born_on,
            email=details.email,
            phone=details.phone,
            street=details.street,
            city=details.city,
            state=details.state,
            postal_code=details.postal_code,
            tax_id=sealed,
            tax_id_key_id=key_id,
            tax_id_index=blind_index(db, details.tax_id, place=TAX_ID),
            tax_id_last4=details.tax_id[-4:],
            created_at=now,
        )
    )
    keep_words(db, "customer", customer_id, customer_id, found_by(details))


def _write_consents(
    db: Session, customer_id: CustomerId, texts: Sequence[ConsentText], *, now: datetime
) -> None:
    of_customer = {"partner_id": current_scope(db).partner_id, "customer_id": customer_id}
    for text in texts:
        agreed = {"consent_text_id": text.id, "sha256": text.sha256, "agreed_at": now}
        db.execute(insert(ConsentRow).values(id=new_id(now), **of_customer, **agreed))


def _write_application(
    db: Session, order: ApplicationOrder, application_id: ApplicationId, *, now: datetime
) -> None:
    row = insert(ApplicationRow).values(
        partner_id=current_scope(db).partner_id,
        id=application_id,
        customer_id=order.customer_id,
        product_id=order.product_id,
        status="submitted",
        submitted_at=now,
        reasons=[],
        idempotency_key=order.key,
    )
    written = db.execute(row.on_conflict_do_nothing().returning(ApplicationRow.id)).first()
    if written is None:
        raise Conflict(
            "application_received",
            "This application was received already.",
            next_step="Sign in to see where it stands.",
        )
