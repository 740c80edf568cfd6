"""Money is whole minor units with a currency; parsed once at the edge, never a float."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from babel.core import Locale

from app.kernel.errors import Refused
from app.kernel.languages import gettext as _
from app.kernel.languages import locale

MINOR_DIGITS = {"USD": 2, "EUR": 2, "GBP": 2, "CAD": 2, "MXN": 2, "JPY": 0, "KWD": 3}
MINOR_MAX = 9_999_999_999_99
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
AMOUNT_LENGTH_MAX = 24
TRUE_MINUS = "\N{MINUS SIGN}"

_PLAIN = re.compile(r"\A(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount; may be negative as a balance, never as an entry."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return replace(self, minor=self.minor + self._same(other).minor)

    def __sub__(self, other: "Money") -> "Money":
        return replace(self, minor=self.minor - self._same(other).minor)

    def __neg__(self) -> "Money":
        return replace(self, minor=-self.minor)

    def __str__(self) -> str:
        return self.formatted()

    @property
    def is_negative(self) -> bool:
        return self.minor < 0

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {other.currency} with {self.currency}")
        return other

    def decimal(self) -> str:
        """The plain decimal text of the amount, for files and forms: `-1234.50`."""
        digits = MINOR_DIGITS[self.currency]
        sign = "-" if self.minor < 0 else ""
        text = str(abs(self.minor)).rjust(digits + 1, "0")
        return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)

    def formatted(self) -> str:
        """The amount as people read it, with a true minus before the symbol: `$1,234.50`."""
        whole, dot, part = self.decimal().lstrip("-").partition(".")
        sign = TRUE_MINUS if self.minor < 0 else ""
        symbol = SYMBOLS.get(self.currency, f"{self.currency} ")
        group, point = _number_marks(locale())
        return f"{sign}{symbol}{f'{int(whole):,}'.replace(',', group)}{dot and point}{part}"


@cache
def _number_marks(of: Locale) -> tuple[str, str]:
    """What stands between thousands, and before the minor units."""
    symbols = of.number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


def zero(currency: str) -> Money:
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum, in the given currency; raises ValueError on any other currency."""
    result = zero(currency)
    for amount in amounts:
        result += amount
    return result


def sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum a currency, in the order they first appear."""
    found: dict[str, Money] = {}
    for amount in amounts:
        found[amount.currency] = found.get(amount.currency, zero(amount.currency)) + amount
    return tuple(found.values())


def parse_amount(text: str, currency: str = "USD") -> Money:
    """Read an amount a person typed; positive, exact, at most the currency's decimals.

    Raises `Refused("amount_invalid")` for anything that could be read in two ways.
    """
    tidy = text.strip().removeprefix(SYMBOLS.get(currency, currency)).strip()
    match = _PLAIN.match(tidy) if len(tidy) <= AMOUNT_LENGTH_MAX else None
    digits = MINOR_DIGITS[currency]
    part = (match["part"] or "") if match else ""
    if not match or len(part) > digits:
        raise Refused(
            "amount_invalid",
            _("Enter an amount in dollars and cents, like 25.00.")
            if currency == "USD"
            else _("Enter an amount in %(currency)s.", currency=currency),
        )
    minor = int(match["whole"].replace(",", "") + part.ljust(digits, "0"))
    if minor == 0:
        raise Refused("amount_zero", _("Enter an amount of at least 0.01."))
    if minor > MINOR_MAX:
        raise Refused(
            "amount_too_large", _("Enter at most %(amount)s.", amount=Money(MINOR_MAX, currency))
        )
    return Money(minor, currency)
