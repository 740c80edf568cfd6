"""The list of returns that a bank owes the Fed, declared once; each is of one received entry."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.banking.listing.filters import amount, choice, days, of, search
from app.banking.listing.spec import Column, Rows, TableSpec, Total, each
from app.banking.payments.tables import PreparedReturnRow, ReceivedFileRow
from app.kernel.ids import FileId
from app.kernel.money import Money
from app.kernel.text import masked
from app.rails.nacha.codes import RETURN_CODES
from tenants.tables import PartnerRow

STATUSES = {"prepared": "Prepared", "sent": "Sent"}
CODES = {code: f"{code} {found.meaning}" for code, found in RETURN_CODES.items()}
ROW, FILE = PreparedReturnRow, ReceivedFileRow


@dataclass(frozen=True, slots=True)
class PreparedReturn:
    """A return that waits to be sent, or was; its money lies in its owner's suspense till then."""

    id: UUID
    file_id: FileId
    file_name: str
    line: int
    code: str
    amount: Money
    individual_name: str
    account_masked: str
    original_trace: str
    status: str
    settled_on: date
    return_by: date
    owner_name: str

    @property
    def meaning(self) -> str:
        known = RETURN_CODES.get(self.code)
        return known.meaning if known else ""

    @property
    def why(self) -> str:
        return f"{self.code}: {self.meaning}" if self.meaning else self.code

    @property
    def name(self) -> str:
        return self.individual_name or "No name"


def _rows() -> Rows:
    return (
        select(ROW, FILE.name.label("file_name"), PartnerRow.name.label("owner_name"))
        .join(FILE, FILE.id == ROW.file_id)
        .join(PartnerRow, PartnerRow.id == ROW.partner_id)
    )


def _line(row: PreparedReturnRow, file_name: str, owner_name: str) -> PreparedReturn:
    return PreparedReturn(
        id=row.id,
        file_id=FileId(row.file_id),
        file_name=file_name,
        line=row.line,
        code=row.code,
        amount=Money(row.amount_minor, row.currency),
        individual_name=row.individual_name,
        account_masked=masked(row.account_number),
        original_trace=row.original_trace,
        status=row.status,
        settled_on=row.settled_on,
        return_by=row.return_by,
        owner_name=owner_name,
    )


RETURNS = TableSpec(
    "return",
    permission="oversight.view",
    rows=_rows,
    lines=each(_line, 3),
    id=ROW.id,
    sort="due",
    currency=ROW.currency,
    totals=(Total("To go back", ROW.amount_minor),),
    columns=(
        Column("for", read="name", at="title", under="account_masked"),
        Column("status", at="badge", words=STATUSES),
        Column("why", is_wide=True),
        Column("due", "Send by", "return_by", kind="day", at="told", sort=(ROW.return_by,)),
        Column("settled", read="settled_on", kind="day", is_shown=False),
        Column("trace", "Trace it answers", "original_trace", is_shown=False),
        Column("code", is_shown=False),
        Column("account", read="account_masked", is_shown=False),
        Column("held", "Held by", "owner_name"),
        Column("file", read="file_name"),
        # A file's id tells when it came.
        Column("record", read="line", kind="number", sort=(ROW.file_id, ROW.line)),
        Column("amount", kind="amount", at="value"),
    ),
    filters=(
        search(
            "Name, end of account or trace",
            ROW.individual_name,
            ends=(ROW.account_number, ROW.original_trace),
        ),
        choice("status", ROW.status, STATUSES),
        choice("code", ROW.code, CODES, "Reason"),
        amount("amount", ROW.amount_minor, ROW.currency),
        days("due", ROW.return_by, "Send by"),
        of("file", ROW.file_id, "file_name"),
    ),
)
