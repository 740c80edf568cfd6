"""Reads on the way in: what may be applied for, what must be agreed to, where it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.banking.customers.details import Details
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.products.tables import ConsentTextRow, FeeRow, ProductRow
from app.kernel.errors import Conflict
from app.kernel.ids import CustomerId, ProductId
from app.kernel.money import Money
from app.storage.crypto import blind_index

TAX_ID = "customer.tax_id"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The exact words to agree to, with the hash that a consent keeps."""

    id: UUID
    kind: str
    version: str
    title: str
    body: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Fee:
    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OpenProduct:
    """A product on offer, with what it costs: told before anybody applies (12 CFR 1030.4)."""

    id: ProductId
    name: str
    summary: str
    fees: tuple[Fee, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands, as its applicant may know it: never why."""

    status: str
    product_name: str
    submitted_at: datetime
    decided_at: datetime | None


def consent_texts(db: Session, *, on: date) -> list[ConsentText]:
    """The latest text of each kind in force on a day."""
    text = ConsentTextRow
    rows = db.scalars(
        select(text)
        .where(text.effective_from <= on)
        .ext(distinct_on(text.kind))
        .order_by(text.kind, text.effective_from.desc(), text.version.desc())
    )
    return [
        ConsentText(row.id, row.kind, row.version, row.title, row.body, row.sha256) for row in rows
    ]


def open_products(db: Session, *, on: date) -> list[OpenProduct]:
    """Products a person may apply for, with their fees of a day."""
    rows = db.scalars(select(ProductRow).where(ProductRow.is_open).order_by(ProductRow.name)).all()
    fees: dict[UUID, list[Fee]] = {row.id: [] for row in rows}
    due = select(FeeRow).where(
        FeeRow.product_id.in_(fees),
        FeeRow.effective_from <= on,
        or_(FeeRow.effective_to.is_(None), FeeRow.effective_to >= on),
    )
    for fee in db.scalars(due.order_by(FeeRow.label)):
        fees[fee.product_id].append(Fee(fee.label, Money(fee.amount_minor, fee.currency)))
    return [
        OpenProduct(ProductId(row.id), row.name, row.summary, tuple(fees[row.id])) for row in rows
    ]


def standing_of(db: Session, customer_id: CustomerId) -> Standing | None:
    """Where the newest application of a customer stands; reads no reason and no note."""
    row = db.execute(
        select(
            ApplicationRow.status,
            ApplicationRow.submitted_at,
            ApplicationRow.decided_at,
            ProductRow.name.label("product_name"),
        )
        .join(
            ProductRow,
            and_(
                ProductRow.partner_id == ApplicationRow.partner_id,
                ProductRow.id == ApplicationRow.product_id,
            ),
        )
        .where(ApplicationRow.customer_id == customer_id)
        .order_by(ApplicationRow.submitted_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Standing(row.status, row.product_name, row.submitted_at, row.decided_at)


def applied_with(db: Session, key: str, details: Details) -> CustomerId | None:
    """Who applied with a form's key before; needs the partner's scope, not a customer's.

    Raises Conflict when the key came with another person: a key is no way into their application.
    """
    row = db.execute(
        select(CustomerRow.id, CustomerRow.tax_id_index, CustomerRow.email)
        .join(
            ApplicationRow,
            and_(
                ApplicationRow.partner_id == CustomerRow.partner_id,
                ApplicationRow.customer_id == CustomerRow.id,
            ),
        )
        .where(ApplicationRow.idempotency_key == key)
    ).one_or_none()
    if row is None:
        return None
    index = blind_index(db, details.tax_id, place=TAX_ID)
    if (row.tax_id_index, row.email) != (index, details.email):
        raise Conflict(
            "idempotency_conflict",
            "This form was sent before with other details.",
            next_step="Open the application page again and start anew.",
        )
    return CustomerId(row.id)
