"""Files from the outside world of the demo: an employer's bank sends pay as NACHA credits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.demo.cast import EMPLOYERS_BANK
from app.demo.moments import FILE_MADE, at
from app.rails.calendars import EASTERN
from app.rails.nacha.codes import CREDITS_ONLY
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import AchFile, Batch
from app.rails.nacha.records import BatchHeader, FileHeader
from app.rails.nacha.text import to_ascii
from app.rails.nacha.write import write

FED_ROUTING_NUMBER, FED_NAME = "091000080", "FEDERAL RESERVE"
NAME_LENGTH, COMPANY_LENGTH = 22, 16


@dataclass(frozen=True, slots=True)
class Deposit:
    """One credit of a file: who sends it, and to which account of ours."""

    company: str
    name: str
    routing_number: str
    account_number: str
    amount: int


def payroll_file(deposits: Sequence[Deposit], *, on: date, serial: int) -> bytes:
    """All credits of a day in one file, a batch for each company; `serial` tells files apart."""
    header = FileHeader.of(
        destination=deposits[0].routing_number,
        destination_name="",
        origin=FED_ROUTING_NUMBER,
        origin_name=FED_NAME,
        created=at(on, FILE_MADE).astimezone(EASTERN),
        file_id_modifier="ABCDEFGH"[serial],
    )
    traces = iter(range(serial * 100_000 + 1, (serial + 1) * 100_000))
    ordered = sorted(deposits, key=lambda deposit: deposit.company)
    by_company = groupby(ordered, key=lambda deposit: deposit.company)
    batches = tuple(
        _batch(company, entries, on, number, traces)
        for number, (company, entries) in enumerate(by_company, start=1)
    )
    return write(AchFile(header, batches)).content


def _batch(
    company: str, deposits: Iterable[Deposit], on: date, number: int, traces: Iterable[int]
) -> Batch:
    name = to_ascii(company).upper()[:COMPANY_LENGTH].strip()
    header = BatchHeader.of(
        company_name=name,
        company_id=f"9{sum(map(ord, name)):09d}",
        sec_code="PPD",
        description="TRANSFER" if name.endswith("SAVINGS") else "PAYROLL",
        effective_entry_on=on,
        odfi=EMPLOYERS_BANK,
        batch_number=number,
        service_class=CREDITS_ONLY,
    )
    entries = (_entry(deposit, trace) for deposit, trace in zip(deposits, traces, strict=False))
    return Batch(header.changed(settlement_julian=f"{on:%j}"), tuple(entries))


def _entry(deposit: Deposit, trace: int) -> Entry:
    return Entry.of(
        transaction_code="22",
        routing_number=deposit.routing_number,
        account_number=deposit.account_number,
        amount_minor=deposit.amount,
        individual_name=to_ascii(deposit.name)[:NAME_LENGTH],
        trace_number=f"{EMPLOYERS_BANK[:8]}{trace:07d}",
    )
