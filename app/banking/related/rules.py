"""How much of each kind stands beside a thing, and which months lie next to one."""

from datetime import date, timedelta

OF_A_KIND = 4
LONGER_THAN_A_MONTH = timedelta(days=32)


def months_beside(month_on: date) -> tuple[date, date]:
    """The first days of the months before and after the one that begins on a day."""
    before = (month_on - timedelta(days=1)).replace(day=1)
    return before, (month_on + LONGER_THAN_A_MONTH).replace(day=1)
