"""Actions on the ledger: accounts, holds, periods, adjustments."""

from app.banking.audit.fields import Declared, Kind

LEDGER_ACCOUNT = "ledger_account"
AMOUNT = {"amount_minor": Kind.MINOR, "currency": Kind.CODE}

BOOKS = {
    "ledger_account.opened": Declared(
        "Ledger account opened",
        LEDGER_ACCOUNT,
        {"code": Kind.CODE, "kind": Kind.CODE, "currency": Kind.CODE},
    ),
    "ledger_account.renamed": Declared(
        "Ledger account renamed", LEDGER_ACCOUNT, changes={"name": Kind.WORDS}
    ),
    "ledger_account.closed": Declared("Ledger account closed", LEDGER_ACCOUNT),
    "ledger_account.frozen": Declared(
        "Ledger account frozen", LEDGER_ACCOUNT, {"outgoing": Kind.FLAG, "incoming": Kind.FLAG}
    ),
    "ledger_account.unfrozen": Declared(
        "Ledger account unfrozen", LEDGER_ACCOUNT, {"outgoing": Kind.FLAG, "incoming": Kind.FLAG}
    ),
    "ledger_account.floor_set": Declared(
        "Floor set",
        LEDGER_ACCOUNT,
        {"currency": Kind.CODE},
        changes={"floor_minor": Kind.MINOR},
    ),
    "hold.changed": Declared("Hold changed", "hold", {"currency": Kind.CODE}, changes=AMOUNT),
    "hold.resized": Declared("Hold resized", "hold", {"currency": Kind.CODE}, changes=AMOUNT),
    "hold.released": Declared("Hold released", "hold", AMOUNT),
    "hold.expired": Declared("Hold expired", "hold"),
    "period.locked": Declared("Period locked", "partner", {"locked_through": Kind.DAY}),
    "transaction.reversed": Declared(
        "Transaction reversed", "transaction", {"reversal_id": Kind.ID}
    ),
    "ledger.day_rooted": Declared(
        "Day's root handed to the bank",
        "partner",
        {"business_on": Kind.DAY, "block": Kind.NUMBER, "block_hash": Kind.DIGEST},
    ),
    "adjustment.proposed": Declared(
        "Adjustment proposed",
        "adjustment",
        {"kind": Kind.CODE, "about_on": Kind.DAY, "reverses": Kind.ID},
    ),
    "adjustment.approved": Declared(
        "Adjustment approved",
        "adjustment",
        {"transaction_id": Kind.ID, "proposed_by": Kind.WORDS},
    ),
    "adjustment.rejected": Declared("Adjustment rejected", "adjustment", {"note": Kind.WORDS}),
    "adjustment.withdrawn": Declared("Adjustment withdrawn", "adjustment"),
    "adjustment.expired": Declared("Adjustment expired", "adjustment"),
}
