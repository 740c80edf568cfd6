"""When things happen on a day of the demo: New York wall-clock times as moments in UTC."""

from datetime import UTC, date, datetime, time, timedelta

from app.rails.calendars import EASTERN

FEES = time(4)
FILE_MADE = time(7)
FILE_COMES = time(9)
APPLIES = time(10)
PROPOSES = time(10, 40)
TRANSFERS = time(12)
SENDS = time(15, 5)  # in time for the last window of the day
WINDOW = time(16, 31)
FED_TAKES = time(16, 40)
FED_SETTLES = time(18, 5)
DAY_CLOSES = time(19)
CHECKED_AFTER = timedelta(minutes=35)


def at(day: date, clock: time) -> datetime:
    """A time of day in New York."""
    return datetime.combine(day, clock, tzinfo=EASTERN).astimezone(UTC)
