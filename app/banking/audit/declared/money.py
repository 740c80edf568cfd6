"""Actions on payments, fees, and the files that carry them."""

from app.banking.audit.fields import Declared, Kind

AMOUNT = {"amount_minor": Kind.MINOR}
FEE = {**AMOUNT, "key": Kind.WORDS, "currency": Kind.CODE}
RECEIVED = {
    "name": Kind.WORDS,
    "sha256": Kind.DIGEST,
    "entries": Kind.NUMBER,
    "came_from": Kind.WORDS,
}

MONEY = {
    "payment.requested": Declared(
        "Payment waits for a second person",
        "payment",
        {**AMOUNT, "rail": Kind.CODE, "fee_minor": Kind.MINOR},
    ),
    "payment.rejected": Declared("Payment rejected", "payment"),
    "payment.approved": Declared(
        "Payment approved",
        "payment",
        {**AMOUNT, "rail": Kind.CODE, "fee_minor": Kind.MINOR, "approval_id": Kind.ID},
    ),
    "payment.canceled": Declared("Payment canceled", "payment"),
    "payment.submitted": Declared("Payment sent", "payment", {"trace_number": Kind.CODE}),
    "payment.withheld": Declared("Payment withheld from its window", "payment"),
    "payment.settled": Declared(
        "Payment settled",
        "payment",
        {**AMOUNT, "rail": Kind.CODE, "settled_on": Kind.DAY, "approval_id": Kind.ID},
    ),
    "payment.received": Declared(
        "Payment received",
        "payment",
        {**AMOUNT, "file_id": Kind.ID, "trace_number": Kind.CODE},
    ),
    "payment.returned": Declared(
        "Payment returned",
        "payment",
        {"code": Kind.CODE, "settled_on": Kind.DAY, "is_in_suspense": Kind.FLAG},
    ),
    "fee.charged": Declared("Fee charged", "account", FEE),
    "fee.waived": Declared("Fee waived", "account", FEE),
    "file.received": Declared("File received", "file", RECEIVED),
    "file.refused": Declared("File refused", "file", RECEIVED),
    "file.posted": Declared("File posted", "file", {"entries": Kind.NUMBER}),
    "entry.suspended": Declared(
        "Entry put in suspense",
        "file",
        {**AMOUNT, "line": Kind.NUMBER, "return_code": Kind.CODE},
    ),
    "outgoing_file.written": Declared(
        "File written",
        "file",
        {"entries": Kind.NUMBER, "total_minor": Kind.MINOR, "sha256": Kind.DIGEST},
    ),
    "outgoing_file.sent": Declared("File sent", "file"),
    "outgoing_file.settled": Declared("File settled", "file"),
}
