"""What a text that is looked for may mean: an id, a number, an amount, an address, words."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.errors import Refused
from app.kernel.ids import PREFIXES
from app.kernel.money import MINOR_MAX, parse_amount
from app.kernel.words import words_of

TEXT_LENGTH_MAX = 200
WORDS_MAX = 6
WORD_LENGTH_MIN = 2
LAST_DIGITS = 4
NUMBER_DIGITS_MAX = 17
PHONE_DIGITS = 10
TAX_ID_DIGITS = 9
AMOUNT_DIGITS_MAX = 12
TRACE_DIGITS = 15
IDS_MAX = 5
YEARS = (2000, 2100)
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MESES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)

_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
_SHOWN_ID = re.compile(r"(?<![a-z0-9])([a-z]{2,8})_([0-9a-f]{32})(?![0-9a-z])")
_BARE_ID = re.compile(
    r"(?<![0-9a-z])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-z])"
)
_TAX_ID = re.compile(r"\A[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}\Z")
_NUMBER = re.compile(r"\A[•*x. ]*[0-9][0-9 -]*\Z", re.IGNORECASE)
_PHONE = re.compile(r"\A(?:\+?1[ .-]?)?\(?[0-9]{3}\)?[ .-]?[0-9]{3}[ .-]?[0-9]{4}\Z")
_EMAIL = re.compile(r"\A[^\s@]+@[^\s@]+\Z")
_SIGN = re.compile(r"\A[-+−–]?\s*")  # noqa: RUF001 -- as it is copied from a page
_YEAR_MONTH = re.compile(r"\A(20[0-9]{2})-(0[1-9]|1[0-2])\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """A text and all it may mean; what it cannot mean is empty."""

    text: str = ""
    ids: tuple[tuple[str, UUID], ...] = ()
    number: str = ""
    phone: str = ""
    trace: str = ""
    minor: int | None = None
    email: str = ""
    words: tuple[str, ...] = ()
    month: tuple[int | None, int] | None = None
    is_tax_id: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to look for among the things kept."""
        meant = (self.ids, self.number, self.phone, self.trace, self.email, self.words)
        return not any(meant) and self.minor is None and self.month is None

    def ids_of(self, kind: str) -> tuple[UUID, ...]:
        """The ids that may be of a kind: those that say so, and those that do not say."""
        return tuple(value for named, value in self.ids if named in ("", kind))

    def months(self, today: date) -> tuple[date, ...]:
        """First days of the month that was named, this year's and last year's without a year."""
        if self.month is None:
            return ()
        year, month = self.month
        years = (year,) if year else (today.year, today.year - 1)
        return tuple(date(each, month, 1) for each in years)


def read(text: str) -> Asked:
    """Read a text in every way it can be meant; never refuses."""
    tidy = " ".join(text.replace("\x00", " ").split())[:TEXT_LENGTH_MAX]
    ids = _ids(tidy.lower())
    if ids or not tidy:
        return Asked(text=tidy, ids=ids)
    if _TAX_ID.match(tidy):
        return Asked(text=tidy, is_tax_id=True)
    if _EMAIL.match(tidy):
        return Asked(text=tidy, email=tidy.lower())
    digits = re.sub(r"\D", "", tidy)
    number = digits if _NUMBER.match(tidy) else ""
    return Asked(
        text=tidy,
        number=number if LAST_DIGITS <= len(number) <= NUMBER_DIGITS_MAX else "",
        phone=digits[-PHONE_DIGITS:] if _PHONE.match(tidy) else "",
        trace=number if len(number) == TRACE_DIGITS else "",
        minor=_minor(tidy),
        words=_words(tidy),
        month=_month(tidy),
        is_tax_id=len(number) == TAX_ID_DIGITS,
    )


def _ids(text: str) -> tuple[tuple[str, UUID], ...]:
    """Ids anywhere in the text, as in an address that was pasted; the last one is meant most."""
    found = [
        (_KINDS[prefix], UUID(hex=digits))
        for prefix, digits in _SHOWN_ID.findall(text)
        if prefix in _KINDS
    ]
    if not found:
        found = [("", UUID(hex=each)) for each in _BARE_ID.findall(text)]
    return tuple(dict.fromkeys(reversed(found)))[:IDS_MAX]


def _minor(text: str) -> int | None:
    """An amount in dollars, its sign left out: what left an account is looked for as often."""
    tidy = _SIGN.sub("", text, count=1)
    if sum(sign.isdigit() for sign in tidy) > AMOUNT_DIGITS_MAX:
        return None
    try:
        return min(parse_amount(tidy).minor, MINOR_MAX)
    except Refused:
        return None


def _words(text: str) -> tuple[str, ...]:
    """Words long enough to look for; a number alone is no word."""
    found = words_of(text)
    if all(word.isdigit() for word in found):
        return ()
    return tuple(word for word in found if len(word) >= WORD_LENGTH_MIN)[:WORDS_MAX]


def _month(text: str) -> tuple[int | None, int] | None:
    if exact := _YEAR_MONTH.match(text):
        return int(exact[1]), int(exact[2])
    year, month = None, None
    for word in words_of(text):
        if word.isdigit() and YEARS[0] <= int(word) < YEARS[1]:
            year = int(word)
        elif len(word) > WORD_LENGTH_MIN and month is None:
            named = enumerate(zip(MONTHS, MESES, strict=True), 1)
            both = (place for place, names in named if any(n.startswith(word) for n in names))
            month = next(both, None)
    return (year, month) if month else None
