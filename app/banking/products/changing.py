"""Changes of limits and fees as they are proposed: a new dated row, before and after."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.approvals.rules import Change, shown_of
from app.banking.products.queries import limit_terms, product_fee
from app.banking.products.rules import amount_on, ceiling_on, check_fee, check_future, check_limit
from app.banking.products.tables import FeeRow, LimitRow, ProductRow, ProgramRow
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import ProductId, ProgramId
from app.kernel.languages import marked
from app.kernel.money import Money

RAILS = {"ach": "ACH", "book": "Book"}
PERIODS = {
    "payment": "one payment",
    "day": "a day",
    "month": "a month",
    "step_up": "without a fresh proof",
}
FEES = {"monthly": marked("Monthly account fee"), "ach_outgoing": marked("ACH transfer fee")}
NO_LIMIT, NO_FEE = "No limit", "No fee"


@dataclass(frozen=True, slots=True)
class LimitChange:
    """What one account may send over a rail, from a day on."""

    program_id: ProgramId
    rail: str
    period: str
    amount: Money
    effective_from: date


@dataclass(frozen=True, slots=True)
class FeeChange:
    """What a service costs, from a day on; nothing is written as zero."""

    product_id: ProductId
    kind: str
    amount: Money
    effective_from: date


def check_limit_change(db: Session, change: LimitChange, *, today: date) -> ProgramRow:
    """Raises NotFound, and Refused: day_invalid, day_taken, amount_invalid, above_ceiling."""
    program = db.scalar(select(ProgramRow).where(ProgramRow.id == change.program_id))
    if program is None or change.rail not in RAILS or change.period not in PERIODS:
        raise NotFound("limit")
    check_future(change.effective_from, today=today)
    check_limit(change.amount, currency=program.currency, ceiling=bank_ceiling(db, change))
    taken = select(LimitRow.id).where(
        LimitRow.program_id == change.program_id,
        LimitRow.rail == change.rail,
        LimitRow.period == change.period,
        LimitRow.set_by == "partner",
        LimitRow.effective_from == change.effective_from,
    )
    _check_free(db.scalar(taken))
    return program


def check_fee_change(db: Session, change: FeeChange, *, today: date) -> ProductRow:
    """Raises NotFound, and Refused: day_invalid, day_taken, notice_too_short."""
    product = db.scalar(select(ProductRow).where(ProductRow.id == change.product_id))
    if product is None or change.kind not in FEES:
        raise NotFound("fee")
    check_future(change.effective_from, today=today)
    before = _fee_before(db, change)
    check_fee(change.amount, before=before, effective_from=change.effective_from, today=today)
    taken = select(FeeRow.id).where(
        FeeRow.product_id == change.product_id,
        FeeRow.kind == change.kind,
        FeeRow.effective_from == change.effective_from,
    )
    _check_free(db.scalar(taken))
    return product


def bank_ceiling(db: Session, change: LimitChange) -> Money | None:
    """What the bank allows on the day the change begins."""
    terms = limit_terms(db, change.program_id, rail=change.rail)
    return amount_on(
        (term for term in terms if term.set_by == "bank"), change.period, change.effective_from
    )


def shown_limit(db: Session, change: LimitChange, *, today: date) -> dict[str, Any]:
    """A limit before and after; raises what checking the change raises."""
    program = check_limit_change(db, change, today=today)
    terms = limit_terms(db, change.program_id, rail=change.rail)
    before = ceiling_on(terms, change.period, change.effective_from)
    ceiling = bank_ceiling(db, change)
    what = f"{RAILS[change.rail]}, {PERIODS[change.period]}"
    return shown_of(
        f"Limit by {what}: {change.amount}",
        [
            Change("Program", program.name, program.name),
            Change(f"Most by {what}", str(change.amount), str(before) if before else NO_LIMIT),
            Change("Holds from", f"{change.effective_from:%b %-d, %Y}"),
            Change("Ceiling of the bank", str(ceiling) if ceiling else NO_LIMIT, "The same"),
        ],
        program_id=str(change.program_id),
        rail=change.rail,
        period=change.period,
        amount_minor=change.amount.minor,
        currency=change.amount.currency,
        effective_from=change.effective_from.isoformat(),
    )


def shown_fee(db: Session, change: FeeChange, *, today: date) -> dict[str, Any]:
    """A fee before and after; raises what checking the change raises."""
    product = check_fee_change(db, change, today=today)
    before = _fee_before(db, change)
    return shown_of(
        f"{FEES[change.kind]} of {product.name}: {change.amount}",
        [
            Change("Product", product.name, product.name),
            Change(FEES[change.kind], str(change.amount), str(before) if before else NO_FEE),
            Change("Holds from", f"{change.effective_from:%b %-d, %Y}"),
        ],
        product_id=str(change.product_id),
        kind=change.kind,
        amount_minor=change.amount.minor,
        currency=change.amount.currency,
        effective_from=change.effective_from.isoformat(),
    )


def limit_change_in(bound: dict[str, Any]) -> LimitChange:
    """The change behind what was shown."""
    return LimitChange(
        ProgramId(UUID(bound["program_id"])),
        bound["rail"],
        bound["period"],
        Money(bound["amount_minor"], bound["currency"]),
        date.fromisoformat(bound["effective_from"]),
    )


def fee_change_in(bound: dict[str, Any]) -> FeeChange:
    """The same for a fee."""
    return FeeChange(
        ProductId(UUID(bound["product_id"])),
        bound["kind"],
        Money(bound["amount_minor"], bound["currency"]),
        date.fromisoformat(bound["effective_from"]),
    )


def _fee_before(db: Session, change: FeeChange) -> Money | None:
    return product_fee(db, change.product_id, kind=change.kind, day=change.effective_from)


def _check_free(taken: UUID | None) -> None:
    if taken is not None:
        raise Refused("day_taken", "Another change begins on that day already.")
