"""How many payments each of the last days had, and how many of them came back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Date, cast, func, select
from sqlalchemy.orm import Session

from app.banking.payments.tables import PaymentRow
from app.rails.calendars import EASTERN

DAYS_MAX = 92


@dataclass(frozen=True, slots=True)
class DayTraffic:
    """Payments made on a day in Eastern time; `returned` are those of them that came back since."""

    on: date
    payments: int
    returned: int


def traffic_by_day(
    db: Session, *, first: date, last: date, partner_id: UUID | None = None
) -> list[DayTraffic]:
    """Every day from first to last, oldest first, quiet ones too; one question."""
    first = max(first, last - timedelta(days=DAYS_MAX - 1))
    day = cast(func.timezone(EASTERN.key, PaymentRow.created_at), Date)
    rows = (
        select(day, func.count(), func.count().filter(PaymentRow.status == "returned"))
        .where(PaymentRow.created_at >= datetime.combine(first, time(), tzinfo=EASTERN))
        .group_by(day)
    )
    if partner_id is not None:
        rows = rows.where(PaymentRow.partner_id == partner_id)
    found = {on: (count, returned) for on, count, returned in db.execute(rows)}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [DayTraffic(on, *found.get(on, (0, 0))) for on in days]
