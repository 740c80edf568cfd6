"""An ACH file composed from submitted payments: the same orders always give the same bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from app.banking.payments.outgoing import Company, EntryOrder
from app.rails.calendars import EASTERN, next_window
from app.rails.nacha.codes import CREDITS_ONLY
from app.rails.nacha.entries import Entry
from app.rails.nacha.fields import TooLong
from app.rails.nacha.files import AchFile, Batch
from app.rails.nacha.records import Addenda, BatchHeader, FileHeader
from app.rails.nacha.text import to_ascii
from app.rails.nacha.write import Written, write

FED_ROUTING_NUMBER = "091000080"  # the Reserve Banks' ACH endpoint
FED_NAME = "FEDERAL RESERVE"
SEC_CODE = "PPD"
ENTRY_DESCRIPTION = "PAYMENT"
CREDIT_CODES = {"checking": "22", "savings": "32"}
MODIFIERS = {"next_day": "A", "same_day_1": "B", "same_day_2": "C", "same_day_3": "D"}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is on the outside of the file: whose, made when, for which window and day."""

    bank_name: str
    bank_routing_number: str
    created_at: datetime
    window_at: datetime
    settles_on: date


def compose(envelope: Envelope, orders: Sequence[EntryOrder]) -> Written:
    """One batch a program, entries in the order of their traces; raises `FieldRefused`."""
    header = FileHeader.of(
        destination=FED_ROUTING_NUMBER,
        destination_name=FED_NAME,
        origin=envelope.bank_routing_number,
        origin_name=envelope.bank_name,
        created=envelope.created_at.astimezone(EASTERN),
        file_id_modifier=_modifier(envelope),
    )
    by_company = groupby(orders, key=lambda order: order.company)
    batches = tuple(
        _batch(company, entries, envelope.settles_on, number)
        for number, (company, entries) in enumerate(by_company, start=1)
    )
    return write(AchFile(header, batches))


def _modifier(envelope: Envelope) -> str:
    """Tells the files of one day apart: a bank makes one a window."""
    return MODIFIERS[next_window(envelope.created_at).kind]


def _batch(company: Company, orders: Iterable[EntryOrder], on: date, number: int) -> Batch:
    header = BatchHeader.of(
        company_name=company.company_name,
        company_id=company.company_id,
        sec_code=SEC_CODE,
        description=ENTRY_DESCRIPTION,
        effective_entry_on=on,
        odfi=company.odfi,
        batch_number=number,
        service_class=CREDITS_ONLY,
    )
    return Batch(header, tuple(map(_entry, orders)))


def _entry(order: EntryOrder) -> Entry:
    return Entry.of(
        transaction_code=CREDIT_CODES[order.account_type],
        routing_number=order.routing_number,
        account_number=order.account_number,
        amount_minor=order.amount_minor,
        individual_name=order.name,
        trace_number=order.trace_number,
        addenda=_remittance(order),
    )


def _remittance(order: EntryOrder) -> tuple[Addenda, ...]:
    """The note, where it fits once it is written in plain letters; else the entry goes without."""
    if not to_ascii(order.description).strip():
        return ()
    try:
        return (Addenda.remittance(order.description, trace_number=order.trace_number),)
    except TooLong:
        return ()
