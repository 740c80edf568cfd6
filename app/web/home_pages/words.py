"""Spans of time as people say them."""

from datetime import timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES_UP_TO = 2 * HOUR
HOURS_UP_TO = 2 * DAY


def spoken(span: timedelta) -> str:
    """Rounded down to what matters: `12 min`, `5 h`, `3 days`."""
    if span < MINUTE:
        return "under a minute"
    if span < MINUTES_UP_TO:
        return f"{span // MINUTE} min"
    return f"{span // HOUR} h" if span < HOURS_UP_TO else f"{span // DAY} days"


def left(span: timedelta) -> str:
    """Until a moment that matters to the minute: `2 h 14 min`."""
    if span < HOUR or span >= HOURS_UP_TO:
        return spoken(span)
    return f"{span // HOUR} h {span % HOUR // MINUTE} min"
