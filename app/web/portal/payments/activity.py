"""A customer's activity as a list to narrow and to take along: their own rows, in few words."""

from dataclasses import replace

from flask import url_for

from app.banking.payments.listing import PAYMENTS
from app.kernel.languages import marked
from app.web.tables.pages import Empty, TablePage

WAYS = (("outgoing", marked("Money out")), ("incoming", marked("Money in")))

ACTIVITY = replace(
    PAYMENTS,
    name="activity",
    permission="portal.use",
    filters=(
        replace(PAYMENTS.filter("q"), label=marked("To or from"), hint=marked("Name")),
        replace(PAYMENTS.filter("direction"), label=marked("In or out"), options=WAYS),
        replace(PAYMENTS.filter("amount"), label=marked("Amount")),
        replace(PAYMENTS.filter("made"), label=marked("Day")),
    ),
    columns=(
        replace(PAYMENTS.column("counterparty"), label=marked("To or from")),
        replace(PAYMENTS.column("made"), label=marked("Day"), kind="day"),
        replace(PAYMENTS.column("status"), label=marked("Status")),
        replace(PAYMENTS.column("note"), label=marked("Note"), is_shown=True),
        replace(PAYMENTS.column("account"), label=marked("Account"), is_shown=True),
        replace(PAYMENTS.column("amount"), label=marked("Amount"), sort=()),
    ),
)
LIST = TablePage(
    ACTIVITY,
    "payments.index",
    href=lambda line: url_for("payments.show", payment_id=line.id),
    empty=Empty(marked("No payments yet"), begins=(marked("Send money"), "send.index")),
    template="payments/index.html",
    fragment="payments/_list.html",
    says_totals=False,
)
