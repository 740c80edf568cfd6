"""Reads of programs and products: what they offer, their limits and fees on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.banking.products.rules import Limits, Setter, Term, amount_on, limits_on
from app.banking.products.tables import FeeRow, LimitRow, ProductRow, ProgramRow
from app.kernel.errors import NotFound
from app.kernel.ids import ProductId, ProgramId
from app.kernel.money import Money

PORTAL_IDLE, PORTAL_HOURS = 30, 12  # where a partner has no program yet


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A ceiling as the products page shows it; the bank's, or the partner's own below it."""

    rail: str
    period: str
    amount: Money
    effective_from: date
    effective_to: date | None
    source: str
    set_by: str


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A line of a product's fee schedule."""

    kind: str
    label: str
    amount: Money
    effective_from: date
    effective_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class ProductDetail:
    id: ProductId
    name: str
    kind: str
    summary: str
    is_open: bool
    fees: tuple[FeeLine, ...]


@dataclass(frozen=True, slots=True)
class ProgramDetail:
    """A program with its products, limits and fees, past and future ones included."""

    id: ProgramId
    name: str
    currency: str
    routing_number: str
    fbo_account_number: str
    company_id: str
    company_name: str
    portal_idle_minutes: int
    portal_session_hours: int
    products: tuple[ProductDetail, ...]
    limits: tuple[LimitLine, ...]


@dataclass(frozen=True, slots=True)
class ProgramHead:
    """A program where nothing but its name and currency is wanted."""

    id: ProgramId
    name: str
    currency: str


def program_heads(db: Session) -> list[ProgramHead]:
    """Every program of the partner in scope, by name, in one question."""
    rows = db.execute(
        select(ProgramRow.id, ProgramRow.name, ProgramRow.currency).order_by(
            ProgramRow.name, ProgramRow.id
        )
    )
    return [ProgramHead(ProgramId(row.id), row.name, row.currency) for row in rows]


def programs(db: Session) -> list[ProgramDetail]:
    """Every program of the partner in scope, by name."""
    rows = db.scalars(select(ProgramRow).order_by(ProgramRow.name, ProgramRow.id)).all()
    limits, products = _limits_by_program(db), _products_by_program(db)
    return [
        ProgramDetail(
            id=ProgramId(row.id),
            name=row.name,
            currency=row.currency,
            routing_number=row.routing_number,
            fbo_account_number=row.fbo_account_number,
            company_id=row.company_id,
            company_name=row.company_name,
            portal_idle_minutes=row.portal_idle_minutes,
            portal_session_hours=row.portal_session_hours,
            products=tuple(products[row.id]),
            limits=tuple(limits[row.id]),
        )
        for row in rows
    ]


def product_detail(db: Session, product_id: ProductId) -> tuple[ProgramDetail, ProductDetail]:
    """One product with the program it belongs to; raises NotFound."""
    for program in programs(db):
        for product in program.products:
            if product.id == product_id:
                return program, product
    raise NotFound("product")


def program_names(db: Session) -> dict[ProgramId, str]:
    """What each program is called, in the order of the names."""
    rows = db.execute(
        select(ProgramRow.id, ProgramRow.name).order_by(ProgramRow.name, ProgramRow.id)
    )
    return {ProgramId(row.id): row.name for row in rows}


def program_limits(db: Session, program_id: ProgramId, *, rail: str, day: date) -> Limits:
    """The ceilings of a program on a rail that hold on a day."""
    rows = db.scalars(
        select(LimitRow).where(LimitRow.program_id == program_id, LimitRow.rail == rail)
    )
    return limits_on((_term(row.period, row) for row in rows), day)


def portal_session(partner_id: UUID) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Minutes idle and hours in all of a customer's session, the strictest of the programs.

    As expressions, so that a session is written with them in one statement.
    """
    idle = select(func.min(ProgramRow.portal_idle_minutes))
    hours = select(func.min(ProgramRow.portal_session_hours))
    mine = ProgramRow.partner_id == partner_id
    return (
        func.coalesce(idle.where(mine).scalar_subquery(), PORTAL_IDLE),
        func.coalesce(hours.where(mine).scalar_subquery(), PORTAL_HOURS),
    )


def product_fee(db: Session, product_id: ProductId, *, kind: str, day: date) -> Money | None:
    """The fee of a product for a kind of service on a day, or None where it charges none."""
    rows = db.scalars(select(FeeRow).where(FeeRow.product_id == product_id, FeeRow.kind == kind))
    fee = amount_on((_term(row.kind, row) for row in rows), kind, day)
    return fee if fee and fee.minor else None


def limit_terms(db: Session, program_id: ProgramId, *, rail: str) -> list[Term]:
    """Every dated ceiling of a program on a rail, named payment, day and month."""
    rows = db.scalars(
        select(LimitRow).where(LimitRow.program_id == program_id, LimitRow.rail == rail)
    )
    return [_term(row.period, row) for row in rows]


def _term(name: str, row: LimitRow | FeeRow) -> Term:
    amount = Money(row.amount_minor, row.currency)
    setter: Setter = "partner" if isinstance(row, LimitRow) and row.set_by == "partner" else "bank"
    return Term(name, amount, row.effective_from, row.effective_to, row.source, setter)


def _limits_by_program(db: Session) -> dict[UUID, list[LimitLine]]:
    found: dict[UUID, list[LimitLine]] = defaultdict(list)
    order = (LimitRow.rail, LimitRow.amount_minor, LimitRow.effective_from)
    for row in db.scalars(select(LimitRow).order_by(*order)):
        found[row.program_id].append(
            LimitLine(
                rail=row.rail,
                period=row.period,
                amount=Money(row.amount_minor, row.currency),
                effective_from=row.effective_from,
                effective_to=row.effective_to,
                source=row.source,
                set_by=row.set_by,
            )
        )
    return found


def _products_by_program(db: Session) -> dict[UUID, list[ProductDetail]]:
    fees: dict[UUID, list[FeeRow]] = defaultdict(list)
    for fee in db.scalars(select(FeeRow).order_by(FeeRow.label, FeeRow.effective_from)):
        fees[fee.product_id].append(fee)
    found: dict[UUID, list[ProductDetail]] = defaultdict(list)
    for row in db.scalars(select(ProductRow).order_by(ProductRow.name, ProductRow.id)):
        found[row.program_id].append(
            ProductDetail(
                id=ProductId(row.id),
                name=row.name,
                kind=row.kind,
                summary=row.summary,
                is_open=row.is_open,
                fees=tuple(_fee_lines(fees[row.id])),
            )
        )
    return found


def _fee_lines(rows: Iterable[FeeRow]) -> Iterable[FeeLine]:
    return (
        FeeLine(
            kind=row.kind,
            label=row.label,
            amount=Money(row.amount_minor, row.currency),
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            source=row.source,
        )
        for row in rows
    )
