"""The list of received files, declared once; it is the bank's."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy.orm import Session

from app.banking.listing.spec import AnyRow, Column, Filter, TableSpec
from app.banking.payments.intake_queries import FileLine, file_line, files_asked
from app.banking.payments.tables import ReceivedFileRow

STATUSES = {"accepted": "Accepted", "posted": "Posted", "refused": "Refused"}


def _lines(_db: Session, rows: Sequence[AnyRow]) -> list[FileLine]:
    return [file_line(row) for row in rows]


FILES = TableSpec(
    name="files",
    one="file",
    many="files",
    permission="oversight.view",
    rows=files_asked,
    lines=_lines,
    id=ReceivedFileRow.id,
    sort="received",
    columns=(
        Column("file", "File", attrgetter("name"), at="title", is_wide=True),
        Column("status", "Status", attrgetter("status"), "status", at="badge", words=STATUSES),
        Column("by", "Brought by", attrgetter("received_by")),
        Column(
            "received",
            "Received",
            attrgetter("received_at"),
            "moment",
            at="meta",
            sort=(ReceivedFileRow.received_at,),
        ),
        Column("entries", "Entries", attrgetter("entries"), "number"),
        Column("debits", "Debits", attrgetter("debit"), "amount"),
        Column("credits", "Credits", attrgetter("credit"), "amount", at="value"),
    ),
    filters=(
        Filter("q", "File's name", "text", (ReceivedFileRow.name,)),
        Filter("status", "Status", "choice", (ReceivedFileRow.status,), tuple(STATUSES.items())),
        Filter("received", "Received", "moments", (ReceivedFileRow.received_at,)),
    ),
)
