"""The list of received files, declared once; it is the bank's."""

from app.banking.listing.filters import choice, moments, search
from app.banking.listing.spec import Column, TableSpec, each
from app.banking.payments.intake_queries import file_line, files_asked
from app.banking.payments.tables import ReceivedFileRow

STATUSES = {"accepted": "Accepted", "posted": "Posted", "refused": "Refused"}

FILES = TableSpec(
    "file",
    permission="oversight.view",
    rows=files_asked,
    lines=each(file_line),
    id=ReceivedFileRow.id,
    sort="received",
    columns=(
        Column("file", read="name", at="title", is_wide=True),
        Column("status", kind="status", at="badge", words=STATUSES),
        Column("by", "Brought by", "received_by"),
        Column(
            "received",
            read="received_at",
            kind="moment",
            at="meta",
            sort=(ReceivedFileRow.received_at,),
        ),
        Column("entries", kind="number"),
        Column("debits", read="debit", kind="amount"),
        Column("credits", read="credit", kind="amount", at="value"),
    ),
    filters=(
        search("File's name", ReceivedFileRow.name),
        choice("status", ReceivedFileRow.status, STATUSES),
        moments("received", ReceivedFileRow.received_at),
    ),
)
