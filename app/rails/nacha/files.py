"""Batches and whole files as values, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.rails.nacha.codes import CREDITS_ONLY, DEBITS_ONLY, MIXED
from app.rails.nacha.entries import Entry
from app.rails.nacha.records import BatchControl, BatchHeader, FileControl, FileHeader, day_of

HASH_MODULUS = 10**10


@dataclass(frozen=True, slots=True)
class Totals:
    """What entries add up to; the hash is the sum of the banks' first eight digits."""

    batches: int = 0
    entries: int = 0
    addenda: int = 0
    credit_minor: int = 0
    debit_minor: int = 0
    hash_sum: int = 0

    @property
    def entry_hash(self) -> int:
        """The rightmost ten digits, which is all a control record has room for."""
        return self.hash_sum % HASH_MODULUS

    @property
    def entry_addenda_count(self) -> int:
        return self.entries + self.addenda

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.batches + other.batches,
            self.entries + other.entries,
            self.addenda + other.addenda,
            self.credit_minor + other.credit_minor,
            self.debit_minor + other.debit_minor,
            self.hash_sum + other.hash_sum,
        )


def totals_of(entries: Iterable[Entry]) -> Totals:
    """Added up from the entries alone; an unknown code counts on neither side."""
    counted = addenda = credit = debit = hashed = 0
    for entry in entries:
        counted += 1
        addenda += len(entry.addenda)
        hashed += entry.number("rdfi") or 0
        if entry.is_credit:
            credit += entry.amount_minor
        elif entry.is_debit:
            debit += entry.amount_minor
    return Totals(0, counted, addenda, credit, debit, hashed)


def service_class_of(entries: Iterable[Entry]) -> str:
    """The service class that says what the entries are: credits, debits or both."""
    sides = {entry.is_credit for entry in entries}
    if sides == {True}:
        return CREDITS_ONLY
    return DEBITS_ONLY if sides == {False} else MIXED


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch header with its entries; the control is the one read, never trusted for writing."""

    header: BatchHeader
    entries: tuple[Entry, ...]
    control: BatchControl | None = None

    @property
    def totals(self) -> Totals:
        return replace(totals_of(self.entries), batches=1)

    @property
    def service_class(self) -> str:
        return self.header["service_class"]

    @property
    def sec_code(self) -> str:
        return self.header["sec_code"]

    @property
    def company_name(self) -> str:
        """The originator's name; an international batch carries it in its entries' addenda."""
        if "company_name" in self.header.layout.slices:
            return self.header["company_name"]
        parties = (each for entry in self.entries for each in entry.addenda)
        return next((each["name"] for each in parties if each.type_code == "11"), "")

    @property
    def company_id(self) -> str:
        return self.header["company_id"]

    @property
    def description(self) -> str:
        return self.header["description"]

    @property
    def odfi(self) -> str:
        """The originating bank's first eight digits."""
        return self.header["odfi"]

    @property
    def batch_number(self) -> str:
        return self.header["batch_number"]

    @property
    def effective_entry_on(self) -> date | None:
        """The day the originator asks for, or None where the file names no day."""
        return day_of(self.header["effective_entry_date"])


@dataclass(frozen=True, slots=True)
class AchFile:
    """A whole file as values; what it adds up to is worked out when it is written."""

    header: FileHeader
    batches: tuple[Batch, ...]
    control: FileControl | None = None
