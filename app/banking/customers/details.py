"""What a person says about themselves: each part tidied, or refused with what to write instead."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.us import ssn

from app.kernel.errors import Refused
from app.kernel.languages import gettext as _
from app.kernel.text import MASK

AGE_MIN = 18
AGE_MAX = 125
NAME_LENGTH_MAX = 60
LINE_LENGTH_MAX = 100
EMAIL_LENGTH_MAX = 254
PHONE_DIGITS = 10

# Joiners that Persian and Indic names need; every other invisible sign could hide what is read.
JOINERS = "\u200c\u200d"
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})

STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
    "AA": "Armed Forces Americas",
    "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific",
}

_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_POSTAL_CODE = re.compile(r"[0-9]{5}(?:-[0-9]{4})?")
_PHONE = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_PO_BOX = re.compile(r"\bp\W*o\W*box\b|\bpost\s+office\s+box\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Details:
    """Who applies; the tax id is never part of a representation."""

    given_name: str
    family_name: str
    born_on: date
    street: str
    city: str
    state: str
    postal_code: str
    email: str
    phone: str
    tax_id: str = field(repr=False)

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


def tidied(given: Details, *, on: date) -> Details:
    """Every part in its one spelling; raises Refused naming the first that cannot be used.

    A bank collects name, date of birth, address and number before it opens an account
    (31 CFR 1020.220(a)(2)); `on` is today in the bank's own zone.
    """
    check_birth(given.born_on, on=on)
    return Details(
        given_name=name(given.given_name),
        family_name=name(given.family_name),
        born_on=given.born_on,
        street=street(given.street),
        city=line(given.city),
        state=state(given.state),
        postal_code=postal_code(given.postal_code),
        email=email(given.email),
        phone=phone(given.phone),
        tax_id=tax_id(given.tax_id),
    )


def name(text: str) -> str:
    """A name in any script, with at least one letter."""
    tidy = line(text, longest=NAME_LENGTH_MAX)
    if not any(sign.isalpha() for sign in tidy):
        raise Refused("name_invalid", "Enter the name as it is on your identity document.")
    return tidy


def line(text: str, *, longest: int = LINE_LENGTH_MAX) -> str:
    """One line of text that shows all it holds."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not tidy:
        raise Refused("text_missing", "Fill this in.")
    if len(tidy) > longest:
        raise Refused("text_too_long", _("Use at most %(most)s characters.", most=longest))
    if any(unicodedata.category(sign) in UNSEEN and sign not in JOINERS for sign in tidy):
        raise Refused("text_unreadable", "Remove the characters that cannot be shown.")
    return tidy


def street(text: str) -> str:
    """Where the person lives: the rule asks for a residential street address, not a box."""
    tidy = line(text)
    if _PO_BOX.search(tidy):
        raise Refused("street_is_box", "Enter the street address you live at, not a PO box.")
    return tidy


def state(text: str) -> str:
    code = text.strip().upper()
    if code not in STATES:
        raise Refused("state_invalid", "Choose a state.")
    return code


def postal_code(text: str) -> str:
    tidy = text.strip()
    if not _POSTAL_CODE.fullmatch(tidy):
        raise Refused("postal_code_invalid", "Enter a ZIP code, like 97201 or 97201-1234.")
    return tidy


def email(text: str) -> str:
    """An address in lower case, as it is used to sign in."""
    tidy = text.strip().lower()
    if len(tidy) > EMAIL_LENGTH_MAX or not _EMAIL.fullmatch(tidy):
        raise Refused("email_invalid", "Enter an e-mail address, like ada@example.com.")
    return tidy


def phone(text: str) -> str:
    """A number of the North American plan as +1 and ten digits."""
    digits = re.sub(r"[\s().-]", "", text).removeprefix("+")
    digits = digits.removeprefix("1") if len(digits) > PHONE_DIGITS else digits
    if not _PHONE.fullmatch(digits):
        raise Refused("phone_invalid", "Enter a US phone number, like (503) 555-0100.")
    return f"+1{digits}"


def tax_id(text: str) -> str:
    """A Social Security number as nine digits."""
    try:
        return str(ssn.validate("-".join(text.split()) if " " in text.strip() else text))
    except ValidationError:
        raise Refused(
            "tax_id_invalid", "Enter a Social Security number, like 123-45-6789."
        ) from None


def check_birth(born_on: date, *, on: date) -> None:
    """At least 18 years old today; raises Refused."""
    if born_on > on or _age(born_on, on) > AGE_MAX:
        raise Refused("birth_invalid", "Enter your date of birth.")
    if _age(born_on, on) < AGE_MIN:
        raise Refused(
            "too_young", _("You must be at least %(age)s years old to apply.", age=AGE_MIN)
        )


def masked_tax_id(last4: str) -> str:
    """`•••-••-6789`: the only way a tax id is ever shown."""
    return f"{MASK * 3}-{MASK * 2}-{last4}"


def masked_birth(born_on: date) -> str:
    """`••• 1985`: the year, which is enough to tell two people of one name apart."""
    return f"{MASK * 3} {born_on.year}"


def spaced_phone(number: str) -> str:
    """`(503) 555-0100` of `+15035550100`."""
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
