"""Days and moments as people read them, in the language that is spoken; zones are the caller's.

A page names few days, and each many times: what was said once is kept.
"""

from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time, get_month_names

from app.kernel.languages import ENGLISH, PSEUDO, locale, spoken

# Where the order of day, month and year is not what the locale's own patterns say.
ENGLISH_SPOKEN = (ENGLISH, PSEUDO)
KEPT = 4096


def day_text(day: date) -> str:
    """`Nov 25, 2026` · `25 nov 2026`."""
    return _dated("yMMMd", day)


def long_day_text(day: date) -> str:
    """`March 2, 2026` · `2 de marzo de 2026`."""
    return _plain(format_date(day, "long", locale=locale()))


def short_day_text(day: date) -> str:
    """`Mar 2` · `2 mar`: within a period whose year is told."""
    return _dated("MMMd", day)


def row_day_text(day: date, year: int) -> str:
    """`Mar 2` in the year it is read in, `Mar 2, 2025` in any other: for rows that tell many."""
    return short_day_text(day) if day.year == year else day_text(day)


def row_moment_text(moment: datetime, year: int) -> str:
    """`Nov 25, 9:56 pm`, of a moment in its reader's zone; what holds the rows names the zone."""
    return f"{row_day_text(moment.date(), year)}, {time_text(moment)}"


def weekday_text(day: date) -> str:
    """`Mon, Mar 2` · `lun, 2 mar`."""
    return _dated("MMMEd", day)


def month_text(day: date) -> str:
    """`March 2026` · `marzo de 2026`."""
    return _dated("yMMMM", day)


def month_name(day: date) -> str:
    """`March` · `marzo`."""
    return str(get_month_names("wide", "stand-alone", locale())[day.month])


def time_text(moment: datetime) -> str:
    """`2:30 pm` · `2:30 p. m.`, of a moment that is in its reader's zone already."""
    return _timed(moment.hour, moment.minute, spoken())


def moment_text(moment: datetime) -> str:
    """`Nov 25, 2026, 9:56 pm EST`, of a moment in its reader's zone; the zone is named."""
    return f"{day_text(moment.date())}, {time_text(moment)} {moment.tzname() or ''}".rstrip()


@lru_cache(maxsize=KEPT)
def _timed(hour: int, minute: int, language: str) -> str:
    said = format_time(time(hour, minute), "h:mm a", locale=locale())
    return _plain(said.lower() if language in ENGLISH_SPOKEN else said)


def _dated(skeleton: str, day: date) -> str:
    return _dated_in(skeleton, day.toordinal(), spoken())


@lru_cache(maxsize=KEPT)
def _dated_in(skeleton: str, day: int, _language: str) -> str:
    midnight = datetime.combine(date.fromordinal(day), time())
    return _plain(format_skeleton(skeleton, midnight, locale=locale()))


def _plain(text: str) -> str:
    """Narrow and unbroken blanks as plain ones: people search for what they see."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
