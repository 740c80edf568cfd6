"""Which days a bank has closed, and since when it keeps books here."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.reconciliation.tables import ProgramDayRow
from app.rails.calendars import eastern_day
from tenants.tables import PartnerRow


def last_closed(db: Session) -> date | None:
    """The last day closed by the partner in scope; a bank's house closes after its brands."""
    return db.scalar(select(func.max(ProgramDayRow.business_on)))


def began_on(db: Session) -> date:
    """The day the partner in scope was set up; a bank's house comes before its brands."""
    return eastern_day(db.scalars(select(func.min(PartnerRow.created_at))).one())
