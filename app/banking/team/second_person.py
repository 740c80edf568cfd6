"""Which permissions are held with a second person only, by the rules in force now; in words."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.rows import rules_in_force
from app.banking.approvals.rule_words import case_words, people_words, roles_words
from app.banking.approvals.rules import Rule

# What somebody may ask for (permission), and what is then done (the action rules speak of).
ACTION_OF = {
    "user": {
        "payments.send": "payments.send",
        "ledger.adjust": "adjustments.post",
        "products.change": "limits.change",
        "users.invite": "users.invite",
        "users.change_role": "users.change_role",
        "users.disable": "users.disable",
        "sso.configure": "sso.change",
        "addresses.change": "addresses.change",
        "approvals.configure": "policy.loosen",
    },
    "officer": {
        "users.invite": "users.invite",
        "users.change_role": "users.change_role",
        "users.disable": "users.disable",
        "sso.configure": "sso.change",
        "addresses.change": "addresses.change",
        "approvals.configure": "floors.loosen",
    },
}
SET_BY = {"partner": "own rule", "bank": "floor of the bank", "house rule": "always"}


def second_person(db: Session, kind: str, *, now: datetime) -> dict[str, list[str]]:
    """By permission, one line for each rule that wants somebody else to agree."""
    found = {
        permission: [_words(rule) for rule in rules_in_force(db, action, now=now)]
        for permission, action in ACTION_OF[kind].items()
    }
    return {permission: lines for permission, lines in found.items() if lines}


def _words(rule: Rule) -> str:
    terms = rule.terms
    case = "" if (words := case_words(terms)) == "always" else f"{words}: "
    people = f"{people_words(terms.required)} of {roles_words(terms.checker_roles)}"
    text = f"{case}{people} ({SET_BY[rule.setter]})"
    return f"{text[:1].upper()}{text[1:]}"
