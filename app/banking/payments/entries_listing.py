"""The list of entries in a bank's received files, declared once: what became of each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, literal, select

from app.banking.listing.filters import amount, choice, days, of, search
from app.banking.listing.spec import Column, Rows, TableSpec, Total, each
from app.banking.payments.intake_queries import CURRENCY
from app.banking.payments.tables import ReceivedEntryRow, ReceivedFileRow
from app.kernel.ids import FileId
from app.kernel.money import Money
from app.kernel.text import masked
from tenants.tables import PartnerRow

KINDS = {
    "credit": "Credit",
    "debit": "Debit",
    "prenote": "Prenote",
    "return": "Return",
    "noc": "Notification of change",
    "other": "No money",
}
OUTCOMES = {
    "waiting": "Waiting",
    "posted": "Posted",
    "suspense": "In suspense",
    "recorded": "Recorded",
    "duplicate": "Duplicate",
    "ignored": "Ignored",
}
ROW, FILE = ReceivedEntryRow, ReceivedFileRow
IS_DEBIT = ROW.kind == "debit"
CREDIT: Any = case((IS_DEBIT, 0), else_=ROW.amount_minor)
DEBIT: Any = case((IS_DEBIT, ROW.amount_minor), else_=0)


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry for this bank and what became of it; `owner_name` is empty where nobody owns it."""

    id: tuple[FileId, int]
    file_name: str
    kind: str
    outcome: str
    reason: str
    amount: Money
    individual_name: str
    company_name: str
    description: str
    account_masked: str
    transaction_code: str
    trace_number: str
    back_code: str
    addenda: str
    settles_on: date
    owner_name: str

    @property
    def file_id(self) -> FileId:
        return self.id[0]

    @property
    def line(self) -> int:
        return self.id[1]

    @property
    def what(self) -> str:
        code = self.back_code or self.transaction_code
        return f"{KINDS[self.kind]} {code} · {self.account_masked}"

    @property
    def name(self) -> str:
        return self.individual_name or "No name"

    @property
    def sender(self) -> str:
        return self.company_name or "Unnamed company"

    @property
    def why(self) -> str:
        to = f"To an account of {self.owner_name}" if self.owner_name else "To be posted"
        return self.reason or to


def _rows() -> Rows:
    whole = and_(FILE.bank_id == ROW.bank_id, FILE.id == ROW.file_id)
    return (
        select(ROW, FILE.name.label("file_name"), PartnerRow.name.label("owner_name"))
        .join(FILE, whole)
        .outerjoin(PartnerRow, PartnerRow.id == ROW.owner_partner_id)
    )


def _line(row: ReceivedEntryRow, file_name: str, owner_name: str | None) -> EntryView:
    return EntryView(
        id=(FileId(row.file_id), row.line),
        file_name=file_name,
        kind=row.kind,
        outcome=row.outcome,
        reason=row.reason,
        amount=Money(row.amount_minor, CURRENCY),
        individual_name=row.individual_name,
        company_name=row.company_name,
        description=row.description,
        account_masked=masked(row.account_number),
        transaction_code=row.transaction_code,
        trace_number=row.trace_number,
        back_code=row.back_code,
        addenda=row.addenda,
        settles_on=row.settles_on,
        owner_name=owner_name or "",
    )


ENTRIES = TableSpec(
    "entry",
    many="entries",
    permission="oversight.view",
    rows=_rows,
    lines=each(_line, 3),
    id=ROW.line,
    sort="record",
    currency=literal(CURRENCY),
    totals=(Total("Credits", CREDIT), Total("Debits", DEBIT)),
    columns=(
        Column("entry", read="name", at="title", under="what"),
        Column("outcome", at="badge", words=OUTCOMES),
        Column("kind", is_shown=False, words=KINDS),
        Column("why"),
        Column("from", read="sender", under="description"),
        Column("settles", read="settles_on", kind="day", at="told"),
        Column("trace", "Trace number", "trace_number", is_shown=False),
        Column("account", read="account_masked", is_shown=False),
        Column("file", read="file_name"),
        # A file's id tells when it came.
        Column("record", read="line", kind="number", is_shown=False, sort=(ROW.file_id, ROW.line)),
        Column("amount", kind="amount", at="value"),
    ),
    filters=(
        search(
            "Name, end of account or trace",
            ROW.individual_name,
            ROW.company_name,
            ends=(ROW.account_number, ROW.trace_number),
        ),
        choice("outcome", ROW.outcome, OUTCOMES),
        choice("kind", ROW.kind, KINDS),
        amount("amount", ROW.amount_minor, literal(CURRENCY)),
        days("settles", ROW.settles_on),
        of("file", ROW.file_id, "file_name"),
    ),
)
