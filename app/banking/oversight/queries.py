"""What a bank sees of its partners: money, cash, payments, applications; through the bank role.

Row-level security narrows every read to the bank's own partners; one query a list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.ledger.seals import DayRoot, day_roots, last_block, seal_lag
from app.banking.ledger.totals import LedgerTotals, totals_now
from app.banking.payments.tables import PaymentRow
from app.banking.products.tables import ProgramRow
from app.banking.reconciliation.queries import closed_days, day_lines
from app.banking.reconciliation.rules import DayLine
from app.kernel.errors import NotFound
from app.kernel.ids import ApplicationId, PartnerId, ProgramId
from app.kernel.money import Money, zero
from tenants.resolve import Partner, partners_of_bank
from tenants.tables import PartnerRow

PAYMENTS_SINCE = timedelta(days=30)
DAYS_SHOWN = 10
APPLICATIONS_MAX = 50
PAYMENT_GROUPS_MAX = 500


@dataclass(frozen=True, slots=True)
class ProgramCash:
    """A program now, and on the last day its bank has spoken for.

    `reported` is the latest closed day with the bank's word, `closed` the latest closed at all.
    """

    partner_id: PartnerId
    partner_name: str
    program_id: ProgramId
    program_name: str
    bank_account: str
    routing_number: str
    owed: Money
    cash: Money
    customers: int
    closed: DayLine | None
    reported: DayLine | None

    @property
    def id(self) -> ProgramId:
        """As lists know it."""
        return self.program_id

    @property
    def state(self) -> str:
        """A difference of either day counts; then whether the latest day still waits."""
        lines = [line for line in (self.closed, self.reported) if line]
        if any(line.state == "difference" for line in lines):
            return "difference"
        return self.closed.state if self.closed else "not_closed"


@dataclass(frozen=True, slots=True)
class PaymentCount:
    """Payments of one kind and state."""

    rail: str
    direction: str
    status: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Seals:
    """How far a partner's ledger is sealed, and the roots its bank was handed, newest first."""

    blocks: int
    sealed_at: datetime | None
    waiting: int
    waiting_seconds: float
    roots: tuple[DayRoot, ...]


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application as its bank sees it: who, where, how far; nothing of its papers."""

    id: ApplicationId
    partner_id: PartnerId
    partner_name: str
    name: str
    status: str
    submitted_at: datetime


def program_cash(db: Session, *, partner_id: UUID | None = None) -> list[ProgramCash]:
    """Every program of the bank in scope, or of one partner, by the partner's name."""
    rows = programs_asked().order_by(PartnerRow.name, ProgramRow.id)
    if partner_id is not None:
        rows = rows.where(ProgramRow.partner_id == partner_id)
    return cash_lines(db, [(row, name) for row, name in db.execute(rows)], partner_id=partner_id)


def programs_asked() -> Select[ProgramRow, str]:
    """Programs with the name of whose they are."""
    return select(ProgramRow, PartnerRow.name.label("partner_name")).join(
        PartnerRow, PartnerRow.id == ProgramRow.partner_id
    )


def cash_lines(
    db: Session, rows: Sequence[tuple[ProgramRow, str]], *, partner_id: UUID | None = None
) -> list[ProgramCash]:
    """Programs with what the ledger and the latest days say of each."""
    totals = {found.program_id: found for found in totals_now(db, partner_id=partner_id)}
    latest = latest_days(db, limit=DAYS_SHOWN, partner_id=partner_id)
    return [
        _cash(row, name, totals.get(row.id), [line for line in latest if line.program_id == row.id])
        for row, name in rows
    ]


def latest_days(
    db: Session, *, limit: int, before: date | None = None, partner_id: UUID | None = None
) -> list[DayLine]:
    """The lines of the latest closed days, newest day first."""
    days = closed_days(db, limit=limit, before=before)
    return day_lines(db, first=days[-1], last=days[0], partner_id=partner_id) if days else []


def payment_counts(
    db: Session, *, since: datetime, partner_id: UUID | None = None
) -> list[PaymentCount]:
    """Payments made since a moment, counted by rail, direction and state."""
    kind = (PaymentRow.rail, PaymentRow.direction, PaymentRow.status, PaymentRow.currency)
    rows = (
        select(*kind, func.count(), func.sum(PaymentRow.amount_minor))
        .where(PaymentRow.created_at >= since)
        .group_by(*kind)
        .order_by(*kind)
        .limit(PAYMENT_GROUPS_MAX)
    )
    if partner_id is not None:
        rows = rows.where(PaymentRow.partner_id == partner_id)
    return [
        PaymentCount(rail, direction, status, count, Money(int(minor), currency))
        for rail, direction, status, currency, count, minor in db.execute(rows)
    ]


def latest_applications(
    db: Session, *, limit: int = 10, partner_id: UUID | None = None
) -> list[ApplicationLine]:
    """The newest applications at the bank's partners, or at one of them."""
    row = ApplicationRow
    rows = applications_of_bank().order_by(row.submitted_at.desc(), row.id.desc())
    if partner_id is not None:
        rows = rows.where(row.partner_id == partner_id)
    return [
        application_line(*each) for each in db.execute(rows.limit(min(limit, APPLICATIONS_MAX)))
    ]


def applications_of_bank() -> Select[ApplicationRow, str, str, str]:
    """Applications with who applied, and at which partner."""
    row, customer = ApplicationRow, CustomerRow
    whose = (customer.partner_id == row.partner_id) & (customer.id == row.customer_id)
    return (
        select(row, customer.given_name, customer.family_name, PartnerRow.name)
        .join(customer, whose)
        .join(PartnerRow, PartnerRow.id == row.partner_id)
    )


def application_line(
    row: ApplicationRow, given_name: str, family_name: str, partner_name: str
) -> ApplicationLine:
    return ApplicationLine(
        id=ApplicationId(row.id),
        partner_id=PartnerId(row.partner_id),
        partner_name=partner_name,
        name=f"{given_name} {family_name}",
        status=row.status,
        submitted_at=row.submitted_at,
    )


def seals_of_partner(db: Session, partner_id: UUID, *, wall: datetime) -> Seals:
    """The seals of one partner of the bank in scope; `wall` is wall time, as seals are."""
    last = last_block(db, partner_id=partner_id)
    lag = seal_lag(db, partner_id=partner_id)
    return Seals(
        blocks=last.header.number if last else 0,
        sealed_at=last.header.sealed_at if last else None,
        waiting=lag.transactions,
        waiting_seconds=lag.seconds(wall),
        roots=tuple(day_roots(db, limit=DAYS_SHOWN, partner_id=partner_id)),
    )


def partner_detail(db: Session, partner_id: UUID) -> Partner:
    """A brand of the bank in scope; raises NotFound for any other, and for the house itself."""
    for partner in partners_of_bank(db):
        if partner.id == partner_id:
            return partner
    raise NotFound("partner")


def _cash(
    row: ProgramRow, partner_name: str, totals: LedgerTotals | None, days: list[DayLine]
) -> ProgramCash:
    nothing = zero(row.currency)
    return ProgramCash(
        partner_id=PartnerId(row.partner_id),
        partner_name=partner_name,
        program_id=ProgramId(row.id),
        program_name=row.name,
        bank_account=row.fbo_account_number,
        routing_number=row.routing_number,
        owed=totals.owed if totals else nothing,
        cash=totals.cash if totals else nothing,
        customers=totals.customers if totals else 0,
        closed=days[0] if days else None,
        reported=next((line for line in days if line.is_reported), None),
    )
