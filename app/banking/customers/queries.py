"""Reads of customers and applications for staff; what is masked leaves here only as its mask."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.banking.customers.details import masked_birth, masked_tax_id, spaced_phone
from app.banking.customers.rules import REASONS
from app.banking.customers.tables import ApplicationRow, ConsentRow, CustomerRow
from app.banking.products.tables import ConsentTextRow, ProductRow
from app.kernel.errors import NotFound
from app.kernel.ids import ApplicationId, CustomerId
from app.storage.together import Question, read

PAGE_LINES_MAX = 100
SEARCH_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class CustomerLine:
    id: CustomerId
    name: str
    email: str
    status: str
    created_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class NameCursor:
    """Where a page of names ended."""

    family_name: str
    given_name: str
    id: UUID


@dataclass(frozen=True, slots=True)
class CustomerPage:
    lines: tuple[CustomerLine, ...]
    next_cursor: NameCursor | None


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer as staff see them."""

    id: CustomerId
    status: str
    given_name: str
    family_name: str
    masked_birth: str
    email: str
    phone: str
    street: str
    city: str
    state: str
    postal_code: str
    masked_tax_id: str
    created_at: datetime

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    id: ApplicationId
    customer_id: CustomerId
    name: str
    product_name: str
    status: str
    submitted_at: datetime
    decided_at: datetime | None
    decided_by: str
    decision_note: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimeCursor:
    """Where a page of newest first ended."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    lines: tuple[ApplicationLine, ...]
    next_cursor: TimeCursor | None


@dataclass(frozen=True, slots=True)
class ConsentLine:
    title: str
    version: str
    body: str
    sha256: str
    agreed_at: datetime


def customer_page(
    db: Session,
    *,
    search: str = "",
    status: str = "",
    after: NameCursor | None = None,
    limit: int = 25,
) -> CustomerPage:
    """Customers by family name; `search` is the beginning of a name or an e-mail address."""
    limit = min(limit, PAGE_LINES_MAX)
    name = (CustomerRow.family_name, CustomerRow.given_name, CustomerRow.id)
    asked = select(CustomerRow).order_by(*name).limit(limit + 1)
    if status:
        asked = asked.where(CustomerRow.status == status)
    for word in search.replace("\x00", " ")[:SEARCH_LENGTH_MAX].lower().split():
        begins = (CustomerRow.family_name, CustomerRow.given_name, CustomerRow.email)
        asked = asked.where(
            or_(*(func.lower(each).startswith(word, autoescape=True) for each in begins))
        )
    if after:
        asked = asked.where(tuple_(*name) > tuple_(after.family_name, after.given_name, after.id))
    rows = db.scalars(asked).all()
    lines = tuple(
        CustomerLine(
            id=CustomerId(row.id),
            name=f"{row.given_name} {row.family_name}",
            email=row.email,
            status=row.status,
            created_at=row.created_at,
        )
        for row in rows[:limit]
    )
    last = rows[limit - 1] if len(rows) > limit else None
    return CustomerPage(
        lines, NameCursor(last.family_name, last.given_name, last.id) if last else None
    )


def customer_detail(db: Session, customer_id: CustomerId) -> Customer:
    """One customer in scope; raises NotFound."""
    row = db.scalar(select(CustomerRow).where(CustomerRow.id == customer_id))
    if row is None:
        raise NotFound("customer")
    return Customer(
        id=CustomerId(row.id),
        status=row.status,
        given_name=row.given_name,
        family_name=row.family_name,
        masked_birth=masked_birth(row.born_on),
        email=row.email,
        phone=spaced_phone(row.phone),
        street=row.street,
        city=row.city,
        state=row.state,
        postal_code=row.postal_code,
        masked_tax_id=masked_tax_id(row.tax_id_last4),
        created_at=row.created_at,
    )


def application_page(
    db: Session, *, status: str = "", after: TimeCursor | None = None, limit: int = 25
) -> ApplicationPage:
    """Applications, newest first."""
    limit = min(limit, PAGE_LINES_MAX)
    moment = (ApplicationRow.submitted_at, ApplicationRow.id)
    asked = applications_asked().order_by(*(each.desc() for each in moment)).limit(limit + 1)
    if status:
        asked = asked.where(ApplicationRow.status == status)
    if after:
        asked = asked.where(tuple_(*moment) < tuple_(after.at, after.id))
    lines = tuple(application_line(*row) for row in db.execute(asked))
    last = lines[limit - 1] if len(lines) > limit else None
    return ApplicationPage(lines[:limit], TimeCursor(last.submitted_at, last.id) if last else None)


def application_detail(db: Session, application_id: ApplicationId) -> ApplicationLine:
    """One application in scope; raises NotFound."""
    row = db.execute(applications_asked().where(ApplicationRow.id == application_id)).one_or_none()
    if row is None:
        raise NotFound("application")
    return application_line(*row)


def applications_of(db: Session, customer_id: CustomerId) -> list[ApplicationLine]:
    """A customer's applications, newest first."""
    return read(db, asking_applications(customer_id))


def asking_applications(customer_id: CustomerId) -> Question[list[ApplicationLine]]:
    """The same, to be asked beside other things."""
    row = ApplicationRow
    asked = (
        applications_asked()
        .with_only_columns(
            row.id,
            row.customer_id,
            row.status,
            row.submitted_at,
            row.decided_at,
            row.decided_by,
            row.decision_note,
            row.reasons,
            CustomerRow.given_name,
            CustomerRow.family_name,
            ProductRow.name.label("product_name"),
            maintain_column_froms=True,
        )
        .where(row.customer_id == customer_id)
        .order_by(row.submitted_at.desc())
    )
    return Question(asked, lambda rows: [application_line(each, *each[-3:]) for each in rows])


def count_by_status(db: Session) -> dict[str, int]:
    """How many applications are in each status."""
    counted = select(ApplicationRow.status, func.count()).group_by(ApplicationRow.status)
    return {row[0]: row[1] for row in db.execute(counted)}


def consents_of(db: Session, customer_id: CustomerId) -> list[ConsentLine]:
    """What a customer agreed to, in the words they read."""
    return read(db, asking_consents(customer_id))


def asking_consents(customer_id: CustomerId) -> Question[list[ConsentLine]]:
    """The same, to be asked beside other things."""
    text = ConsentTextRow
    asked = (
        select(text.title, text.version, text.body, ConsentRow.sha256, ConsentRow.agreed_at)
        .join(
            ConsentRow,
            and_(
                ConsentRow.partner_id == ConsentTextRow.partner_id,
                ConsentRow.consent_text_id == ConsentTextRow.id,
            ),
        )
        .where(ConsentRow.customer_id == customer_id)
        .order_by(ConsentTextRow.title)
    )
    return Question(asked, lambda rows: [ConsentLine(*each) for each in rows])


def applications_asked() -> Select[ApplicationRow, str, str, str]:
    """Applications with the names of who applied and for what."""
    return (
        select(
            ApplicationRow,
            CustomerRow.given_name,
            CustomerRow.family_name,
            ProductRow.name.label("product_name"),
        )
        .join(
            CustomerRow,
            and_(
                CustomerRow.partner_id == ApplicationRow.partner_id,
                CustomerRow.id == ApplicationRow.customer_id,
            ),
        )
        .join(
            ProductRow,
            and_(
                ProductRow.partner_id == ApplicationRow.partner_id,
                ProductRow.id == ApplicationRow.product_id,
            ),
        )
    )


def application_line(
    application: Any, given_name: str, family_name: str, product_name: str
) -> ApplicationLine:
    """One application as staff see it."""
    return ApplicationLine(
        id=ApplicationId(application.id),
        customer_id=CustomerId(application.customer_id),
        name=f"{given_name} {family_name}",
        product_name=product_name,
        status=application.status,
        submitted_at=application.submitted_at,
        decided_at=application.decided_at,
        decided_by=application.decided_by or "",
        decision_note=application.decision_note or "",
        reasons=tuple(REASONS.get(code, code) for code in application.reasons),
    )
