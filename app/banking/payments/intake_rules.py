"""What an entry of a received file is, when it counts, and what becomes of it; no database."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.rails.calendars import EASTERN, NEXT_DAY, eastern_day, next_banking_day, settlement_day
from app.rails.nacha.codes import (
    CHANGE_CODES,
    CONTESTED,
    DISHONORED,
    REFUSED_CHANGE_CODES,
    RETURN_CODES,
    check_digit,
)
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import Batch

RETURN_BANKING_DAYS = 2  # Nacha: back with the originating bank by the 2nd banking day's opening
ODFI_DIGITS = 8
POSTED_CODES = ("22", "32")
NO_ACCOUNT, CLOSED, FROZEN, NOT_TAKEN, NO_IAT = "R03", "R02", "R16", "R20", "R81"
WORDS_LENGTH_MAX = 80


class Kind(StrEnum):
    CREDIT = "credit"
    DEBIT = "debit"
    PRENOTE = "prenote"
    RETURN = "return"
    NOC = "noc"
    OTHER = "other"


class Outcome(StrEnum):
    WAITING = "waiting"
    POSTED = "posted"
    SUSPENSE = "suspense"
    RECORDED = "recorded"
    DUPLICATE = "duplicate"


MOVES_MONEY = (Kind.CREDIT, Kind.DEBIT, Kind.RETURN)


@dataclass(frozen=True, slots=True)
class Timing:
    """The day the originator asked for, the day banks move the money, and when we post it."""

    asked_on: date | None
    settles_on: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Suspense:
    """Why an entry's money waits with us: a return code, if it is to go back, and a sentence."""

    code: str | None
    reason: str


def kind_of(entry: Entry, batch: Batch) -> Kind:
    """Returns and notices first: they carry the codes of live entries of old."""
    known = entry.known_code
    if entry.noc_code is not None or batch.sec_code == "COR":
        return Kind.NOC
    if entry.return_code is not None or (known is not None and known.kind == "return"):
        return Kind.RETURN
    if entry.is_prenote:
        return Kind.PRENOTE
    if not entry.is_live or not entry.amount_minor:
        return Kind.OTHER
    return Kind.CREDIT if entry.is_credit else Kind.DEBIT


def timing(asked_on: date | None, now: datetime) -> Timing:
    """When an entry received now counts.

    What is asked for by today posts at once, also where the banks open only tomorrow; what is
    asked for later waits for the opening of the day it settles.
    """
    today = eastern_day(now)
    settles_on = settlement_day(asked_on, today)
    if asked_on is None or asked_on <= today:
        return Timing(asked_on, settles_on, now)
    return Timing(asked_on, settles_on, opening_of(settles_on))


def opening_of(day: date) -> datetime:
    """When the Reserve Banks settle what was sent for a day."""
    return datetime.combine(day, NEXT_DAY.settles, tzinfo=EASTERN)


def return_by(settles_on: date) -> date:
    return next_banking_day(settles_on, RETURN_BANKING_DAYS)


def suspense_of(kind: str, code: str, sec_code: str, *, is_owned: bool) -> Suspense | None:
    """Why a live entry cannot be posted to a customer; None for a credit that can."""
    if kind == Kind.DEBIT:
        return Suspense(NOT_TAKEN, "Debits from other banks are not taken.")
    if sec_code == "IAT":
        return Suspense(NO_IAT, "International payments are not taken.")
    if code not in POSTED_CODES:
        return Suspense(NOT_TAKEN, f"Transaction code {code} is for another kind of account.")
    if not is_owned:
        return Suspense(NO_ACCOUNT, "No account has this number.")
    return None


def recorded_reason(kind: Kind, entry: Entry, *, is_owned: bool) -> str:
    """What is worth knowing about an entry that moves no money."""
    if kind == Kind.PRENOTE:
        return "Account found." if is_owned else "No account has this number."
    if kind == Kind.NOC:
        code = entry.noc_code or ""
        return CHANGE_CODES.get(code) or REFUSED_CHANGE_CODES.get(code) or "Unknown notification."
    return "It moves no money."


def back_code(entry: Entry) -> str:
    """The return or change code of an entry that speaks of an earlier one."""
    return entry.return_code or entry.noc_code or ""


def can_match(code: str) -> bool:
    """Whether a return is about a payment of ours; disputes about returns need a person."""
    return code in RETURN_CODES and code not in DISHONORED and code not in CONTESTED


def addenda_words(entry: Entry) -> str:
    """What the originator wrote along, or what a notification corrects."""
    if entry.corrected is not None:
        return entry.corrected
    if entry.return_note is not None:
        return entry.return_note
    named = (each for each in entry.addenda if "payment_information" in each.layout.slices)
    return " ".join(each["payment_information"] for each in named).strip()


def words(company_name: str, description: str) -> str:
    """What the account's owner reads: who sent it, and what for."""
    said = " ".join(f"{company_name} {description}".split())
    return said[:WORDS_LENGTH_MAX] or "ACH credit"


def sender_routing(trace_number: str) -> str:
    """The originating bank's nine digits, from the trace number it gave; empty if it has none."""
    odfi = trace_number[:ODFI_DIGITS]
    is_number = len(odfi) == ODFI_DIGITS and odfi.isascii() and odfi.isdecimal()
    return odfi + check_digit(odfi) if is_number else ""
