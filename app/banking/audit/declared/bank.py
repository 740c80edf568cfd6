"""Actions of the bank and its partners' terms: who exists, how a day ended, what did not agree."""

from app.banking.audit.fields import Declared, Kind

FIGURES = {
    "cash_minor": Kind.MINOR,
    "owed_minor": Kind.MINOR,
    "in_transit_minor": Kind.MINOR,
    "other_minor": Kind.MINOR,
    "customers": Kind.NUMBER,
}
OF_BREAK = {"kind": Kind.CODE, "about": Kind.WORDS}

BANK = {
    "bank.provisioned": Declared("Bank set up", "bank"),
    "partner.provisioned": Declared("Partner set up", "partner"),
    "program.opened": Declared("Program opened", "program"),
    "day.closed": Declared(
        "Business day closed", ("program", "partner"), {"business_on": Kind.DAY, **FIGURES}
    ),
    "day.restated": Declared(
        "Business day restated",
        ("program", "partner"),
        {"business_on": Kind.DAY},
        changes=FIGURES,
    ),
    "balance_file.read": Declared(
        "Balance file read",
        "bank",
        {
            "name": Kind.WORDS,
            "sha256": Kind.DIGEST,
            "business_on": Kind.DAY,
            "accounts": Kind.NUMBER,
        },
    ),
    "keys.rewrapped": Declared("Data keys wrapped anew", "partner", {"keys": Kind.NUMBER}),
    "partner.erased": Declared(
        "Personal data erased",
        "partner",
        {
            "keys": Kind.NUMBER,
            "exported": Kind.NUMBER,
            "sha256": Kind.DIGEST,
            "blanked": Kind.NUMBER,
            "removed": Kind.NUMBER,
        },
    ),
    "work.removed": Declared(
        "Done work removed", "partner", {"rows": Kind.NUMBER, "older_than": Kind.DAY}
    ),
    "letters.removed": Declared(
        "Sent letters removed", "partner", {"rows": Kind.NUMBER, "older_than": Kind.DAY}
    ),
    "customers.indexed": Declared("Customers indexed anew", "partner", {"customers": Kind.NUMBER}),
    "audit.verified": Declared(
        "Audit trail verified",
        "partner",
        {
            "first": Kind.NUMBER,
            "blocks": Kind.NUMBER,
            "records": Kind.NUMBER,
            "faults": Kind.NUMBER,
        },
    ),
    "export.taken": Declared(
        "Copy taken along",
        ("partner", "ledger_account"),
        {"what": Kind.CODE, "form": Kind.CODE, "rows": Kind.NUMBER},
    ),
    "break.opened": Declared("Break found", "break", {**OF_BREAK, "amount_minor": Kind.MINOR}),
    "break.changed": Declared("Break changed", "break", {**OF_BREAK, "amount_minor": Kind.MINOR}),
    "break.explained": Declared(
        "Break explained", "break", {**OF_BREAK, "explanation": Kind.WORDS}
    ),
    "break.resolved": Declared("Break resolved", "break", OF_BREAK),
}
