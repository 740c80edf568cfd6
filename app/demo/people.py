"""Who the demo's customers are: the same people for the same seed and day, decided without I/O."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo.brands import BrandPlan
from app.demo.cast import EMPLOYERS, FAMILY_NAMES, GIVEN_NAMES, PLACES, STREETS

REMEMBERED = (("Ada", "Okafor"), ("Grace", "Lindqvist"))
RECENT_DAYS = 30
EARLY_SHARE, LATE_SHARE = 0.55, 0.08
DECLINED, REFERRED, BIRTH_DIFFERS = "0001", "0002", "0003"  # the sandbox verifier's numbers
ON_A_LIST = ("Nadim", "Al-Hazari")


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """Someone who applies on a day; `ending` is what becomes of it in the demo."""

    number: int
    given_name: str
    family_name: str
    born_on: date
    street: str
    place: tuple[str, str, str]
    tax_id: str = field(repr=False)
    joins_on: date
    employer: str
    pay: int
    first_deposit: int
    ending: str = "approved"
    has_login: bool = False

    @property
    def email(self) -> str:
        if self.has_login:
            return f"{plain(self.given_name)}@example.com"
        return f"{plain(self.given_name)}.{plain(self.family_name)}{self.number}@example.com"

    @property
    def phone(self) -> str:
        return f"({201 + self.number % 700}) 555-{100 + self.number % 100:04d}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


def plain(name: str) -> str:
    """A name as it stands in an e-mail address."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(sign for sign in letters if sign.isascii() and sign.isalpha())


def people_of(brand: BrandPlan, *, starts_on: date, today: date, size: float) -> list[PersonPlan]:
    """Customers in the order they join, then the applications that are open or were declined."""
    luck = Random(f"people of {brand.slug}")  # noqa: S311 -- reproducible, not secret
    count = max(len(REMEMBERED) + 2, round(brand.customers * size))
    names = _names(luck, count + len(_unfinished(brand)))
    days = _joining_days(luck, count, starts_on, today)
    people = [
        _person(luck, brand, number, names[number], joins_on)
        for number, joins_on in enumerate(days)
    ]
    for offset, (ending, days_ago) in enumerate(_unfinished(brand)):
        name = ON_A_LIST if ending == "on_a_list" else names[count + offset]
        joins_on = today - timedelta(days=days_ago)
        people.append(_person(luck, brand, count + offset, name, joins_on, ending))
    return people


def _unfinished(brand: BrandPlan) -> tuple[tuple[str, int], ...]:
    """Applications that a person must look at, or that were refused, and how long ago."""
    own = (("referred", 2), ("declined", 9))
    more = (("referred", 1), ("birth_differs", 4), ("on_a_list", 3), ("declined", 21))
    return own + more if brand.slug == "harbor" else own


def _names(luck: Random, count: int) -> list[tuple[str, str]]:
    every = [(given, family) for given in GIVEN_NAMES for family in FAMILY_NAMES]
    return [*REMEMBERED, *luck.sample(every, count - len(REMEMBERED))]


def _joining_days(luck: Random, count: int, starts_on: date, today: date) -> list[date]:
    early, late = round(count * EARLY_SHARE), round(count * LATE_SHARE)
    before = (today - starts_on).days - RECENT_DAYS
    offsets = [0] * len(REMEMBERED)
    offsets += [luck.randrange(1, 14) for _ in range(early - len(REMEMBERED))]
    offsets += [luck.randrange(14, before) for _ in range(count - early - late)]
    offsets += [before + luck.randrange(2, RECENT_DAYS - 3) for _ in range(late)]
    return [starts_on + timedelta(days=offset) for offset in sorted(offsets)[:count]]


def _person(
    luck: Random,
    brand: BrandPlan,
    number: int,
    name: tuple[str, str],
    joins_on: date,
    ending: str = "approved",
) -> PersonPlan:
    return PersonPlan(
        number=number,
        given_name=name[0],
        family_name=name[1],
        born_on=date(luck.randrange(1948, 2006), luck.randrange(1, 13), luck.randrange(1, 29)),
        street=f"{luck.randrange(2, 980)} {luck.choice(STREETS)}",
        place=luck.choice(PLACES),
        tax_id=f"{_area(brand)}{luck.randrange(10, 99)}{_last_four(number, ending)}",
        joins_on=joins_on,
        employer=luck.choice(EMPLOYERS),
        pay=luck.randrange(900_00, 2_300_00),
        first_deposit=luck.randrange(350_00, 2_400_00),
        ending=ending,
        has_login=name in REMEMBERED,
    )


def _area(brand: BrandPlan) -> int:
    """Each brand's people have numbers of an area of their own."""
    return 510 + sum(map(ord, brand.slug)) % 80


def _last_four(number: int, ending: str) -> str:
    magic = {"declined": DECLINED, "referred": REFERRED, "birth_differs": BIRTH_DIFFERS}
    return magic.get(ending, f"{1_000 + number:04d}")
