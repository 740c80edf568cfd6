"""Reads of reconciliation: closed days beside the bank's word, and breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from app.banking.products.tables import ProgramRow
from app.banking.reconciliation.rules import BankBalance, ClosedDay, DayLine, is_overdue
from app.banking.reconciliation.tables import BankBalanceRow, BreakRow, ProgramDayRow
from app.kernel.errors import NotFound
from app.kernel.ids import BreakId
from app.kernel.money import Money
from tenants.tables import PartnerRow

LINES_MAX = 2_000
BREAKS_MAX = 200
FILES_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class BreakLine:
    """A break as the officer sees it; `explained_at` is absent while it is open."""

    id: BreakId
    kind: str
    subject: str
    detail: str
    amount: Money | None
    opened_at: datetime
    explained_at: datetime | None
    explained_by: str
    explanation: str

    @property
    def is_open(self) -> bool:
        return self.explained_at is None


def day_lines(
    db: Session, *, first: date, last: date, partner_id: UUID | None = None
) -> list[DayLine]:
    """Closed days first … last of the bank in scope, newest first, the house's own books last."""
    closed, partner = ProgramDayRow, PartnerRow
    lines = (
        days_asked()
        .where(closed.business_on.between(first, last))
        .order_by(closed.business_on.desc(), partner.is_house, partner.name, closed.bank_account)
        .limit(LINES_MAX)
    )
    if partner_id is not None:
        lines = lines.where(closed.partner_id == partner_id)
    reported = _reported_days(db, first, last)
    return [_line(*row, is_reported=row[0].business_on in reported) for row in db.execute(lines)]


def days_asked() -> Select[ProgramDayRow, BankBalanceRow, str, str]:
    """Bank accounts on closed days, each with what the bank says of it and whose it is."""
    closed, bank, program, partner = ProgramDayRow, BankBalanceRow, ProgramRow, PartnerRow
    return (
        select(closed, bank, program.name.label("program_name"), partner.name.label("partner_name"))
        .join(partner, partner.id == closed.partner_id)
        .outerjoin(
            program,
            (program.partner_id == closed.partner_id) & (program.id == closed.program_id),
        )
        .outerjoin(
            bank,
            (bank.bank_id == partner.bank_id)
            & (bank.bank_account == closed.bank_account)
            & (bank.business_on == closed.business_on),
        )
    )


def days_read(db: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[DayLine]:
    """Lines of such rows, which may be of any days."""
    days = [row[0].business_on for row in rows]
    reported = _reported_days(db, min(days), max(days)) if days else frozenset()
    return [_line(*row[:4], is_reported=row[0].business_on in reported) for row in rows]


def closed_day(db: Session, day: date, *, now: datetime) -> ClosedDay:
    """One day of the bank in scope, all its partners; read it before reconciling."""
    return ClosedDay(
        business_on=day,
        lines=tuple(day_lines(db, first=day, last=day)),
        unknown=tuple(_unknown_balances(db, day)),
        is_overdue=is_overdue(day, now),
        before=_differences_before(db, day),
    )


def _differences_before(db: Session, day: date) -> dict[str, Money]:
    """What each account was off by at the close before a day."""
    days = closed_days(db, limit=1, before=day)
    if not days:
        return {}
    found = {each.bank_account: each.balance for each in _unknown_balances(db, days[0])}
    for line in day_lines(db, first=days[0], last=days[0]):
        if line.bank_difference is not None:
            found[line.bank_account] = line.bank_difference
    return found


def _unknown_balances(db: Session, day: date) -> list[BankBalance]:
    """What the bank reports for accounts that are in nobody's closed day."""
    known = select(ProgramDayRow.bank_account).where(ProgramDayRow.business_on == day)
    rows = db.scalars(
        select(BankBalanceRow)
        .where(BankBalanceRow.business_on == day, BankBalanceRow.bank_account.not_in(known))
        .order_by(BankBalanceRow.bank_account)
        .limit(LINES_MAX)
    )
    return [BankBalance(row.bank_account, Money(row.balance_minor, row.currency)) for row in rows]


def closed_days(db: Session, *, limit: int, before: date | None = None) -> list[date]:
    """The latest closed days of whoever is in scope, newest first."""
    days = select(ProgramDayRow.business_on).distinct()
    if before is not None:
        days = days.where(ProgramDayRow.business_on < before)
    return list(db.scalars(days.order_by(ProgramDayRow.business_on.desc()).limit(limit)))


def files_read(db: Session) -> frozenset[str]:
    """Hashes of the balance files already read, as far back as matters."""
    latest = func.max(BankBalanceRow.business_on).desc()
    rows = select(BankBalanceRow.file_sha256).group_by(BankBalanceRow.file_sha256)
    return frozenset(db.scalars(rows.order_by(latest).limit(FILES_REMEMBERED)))


def open_breaks(db: Session, *, limit: int = BREAKS_MAX) -> list[BreakLine]:
    """What nobody has explained yet, the newest so many of it."""
    rows = select(BreakRow).where(BreakRow.explained_at.is_(None))
    return [break_line(row) for row in db.scalars(_newest(rows, limit))]


def open_breaks_count(db: Session) -> int:
    """How much of it there is."""
    wanted = select(func.count()).where(BreakRow.explained_at.is_(None))
    return db.scalar(wanted) or 0


def latest_breaks(db: Session, *, since: datetime) -> list[BreakLine]:
    """Every break opened since a moment, explained or not, newest first."""
    return [
        break_line(row)
        for row in db.scalars(_newest(select(BreakRow).where(BreakRow.opened_at >= since)))
    ]


def break_detail(db: Session, break_id: UUID) -> BreakLine:
    """One break of the bank in scope; raises NotFound."""
    row = db.scalars(select(BreakRow).where(BreakRow.id == break_id)).one_or_none()
    if row is None:
        raise NotFound("break")
    return break_line(row)


def _newest(rows: Select[BreakRow], limit: int = BREAKS_MAX) -> Select[BreakRow]:
    return rows.order_by(BreakRow.opened_at.desc(), BreakRow.id.desc()).limit(limit)


def _reported_days(db: Session, first: date, last: date) -> frozenset[date]:
    """Days for which the bank's file is here, whatever accounts it names."""
    days = select(BankBalanceRow.business_on).distinct()
    return frozenset(db.scalars(days.where(BankBalanceRow.business_on.between(first, last))))


def _line(
    closed: ProgramDayRow,
    bank: BankBalanceRow | None,
    program_name: str | None,
    partner_name: str,
    *,
    is_reported: bool,
) -> DayLine:
    currency = closed.currency
    return DayLine(
        id=closed.id,
        partner_id=closed.partner_id,
        partner_name=partner_name,
        program_id=closed.program_id,
        program_name=program_name or "Settlement account",
        bank_account=closed.bank_account,
        business_on=closed.business_on,
        bank=Money(bank.balance_minor, bank.currency) if bank else None,
        cash=Money(closed.cash_minor, currency),
        owed=Money(closed.owed_minor, currency),
        in_transit=Money(closed.in_transit_minor, currency),
        other=Money(closed.other_minor, currency),
        customers=closed.customers,
        closed_at=closed.closed_at,
        is_reported=is_reported,
    )


def break_line(row: BreakRow) -> BreakLine:
    """A break as the officer sees it."""
    return BreakLine(
        id=BreakId(row.id),
        kind=row.kind,
        subject=row.subject,
        detail=row.detail,
        amount=_amount(row.amount_minor, row.currency),
        opened_at=row.opened_at,
        explained_at=row.explained_at,
        explained_by=row.explained_by or "",
        explanation=row.explanation or "",
    )


def _amount(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)
