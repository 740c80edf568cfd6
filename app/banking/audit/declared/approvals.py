"""Actions on requests for approval, and on the rules that make them necessary."""

from app.banking.audit.fields import Declared, Kind

ABOUT = {"about": Kind.CODE, "about_id": Kind.ID, "shown_sha256": Kind.DIGEST}
RULE = {"about": Kind.CODE, "required": Kind.NUMBER, "version": Kind.NUMBER}

TERMS = {
    "amount_minor": Kind.MINOR,
    "effective_from": Kind.DAY,
    "approval_id": Kind.ID,
}

APPROVALS = {
    "limit.proposed": Declared("Limit proposed", "program"),
    "limit.changed": Declared(
        "Limit changed", "program", {**TERMS, "rail": Kind.CODE, "period": Kind.CODE}
    ),
    "fee.proposed": Declared("Fee proposed", "product"),
    "fee.changed": Declared("Fee changed", "product", {**TERMS, "kind": Kind.CODE}),
    "approval.asked": Declared(
        "Approval asked for", "approval", {**ABOUT, "required": Kind.NUMBER}
    ),
    "approval.voted": Declared(
        "Vote on an approval",
        "approval",
        {"is_yes": Kind.FLAG, "note": Kind.WORDS, "shown_sha256": Kind.DIGEST},
    ),
    "approval.executed": Declared("Approved and done", "approval", ABOUT),
    "approval.rejected": Declared("Approval rejected", "approval", ABOUT),
    "approval.withdrawn": Declared("Approval taken back", "approval", ABOUT),
    "approval.expired": Declared("Approval expired", "approval", ABOUT),
    "approval.voided": Declared("Approval void: its object changed", "approval", ABOUT),
    "approval_policy.set": Declared("Approval rule set", "approval_rule", RULE),
    "approval_policy.withdrawn": Declared("Approval rule taken away", "approval_rule", RULE),
    "approval_floor.set": Declared("Floor of the bank set", "approval_rule", RULE),
    "approval_floor.withdrawn": Declared("Floor of the bank taken away", "approval_rule", RULE),
}
