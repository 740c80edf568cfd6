"""Two clocks, read once at the door: business time, which may be moved on, and wall time."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Double, ScalarSelect, cast, extract, func, select, update
from sqlalchemy.orm import Session

from app.kernel.errors import Refused
from app.storage.tables import BusinessClockRow


def wall_now() -> datetime:
    """The wall clock, for sessions, leases and throttles."""
    return datetime.now(UTC)


def business_now(db: Session) -> datetime:
    """Business time: gives posted_at, effective_on, windows, deadlines."""
    return wall_now() + (db.scalar(select(BusinessClockRow.ahead)) or timedelta())


def seconds_ahead() -> ScalarSelect[float]:
    """How far business time is ahead of the wall, for a statement that asks other things too.

    To the microsecond: that is what a number of this size holds.
    """
    seconds = cast(extract("epoch", BusinessClockRow.ahead), Double)
    return select(seconds).scalar_subquery()


def business_moment() -> ColumnElement[datetime]:
    """Business time as part of a statement, for what is over by itself when its time has come."""
    ahead = func.coalesce(select(BusinessClockRow.ahead).scalar_subquery(), func.make_interval())
    moment: ColumnElement[datetime] = func.statement_timestamp() + ahead
    return moment


def move_clock(db: Session, *, to: datetime) -> None:
    """Move business time on; raises `Refused("clock_backwards")` for an earlier moment."""
    ahead = to - wall_now()
    moved = db.execute(
        update(BusinessClockRow)
        .where(BusinessClockRow.id == 1, BusinessClockRow.ahead <= ahead)
        .values(ahead=ahead)
        .returning(BusinessClockRow.id)
    ).first()
    if moved is None:
        raise Refused("clock_backwards", "Business time only moves forward.")
