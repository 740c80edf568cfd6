"""Every action that leaves an audit record, declared once; what is not declared is refused.

An action is added to the file of its field in `declared/`: its label, what it is about, its fields
with their kinds, and which of them `before` and `after` may hold.
"""

from collections.abc import Mapping
from typing import Any

from app.banking.audit.declared.approvals import APPROVALS
from app.banking.audit.declared.bank import BANK
from app.banking.audit.declared.books import BOOKS
from app.banking.audit.declared.brands import BRANDS
from app.banking.audit.declared.lists import LISTS
from app.banking.audit.declared.money import MONEY
from app.banking.audit.declared.people import PEOPLE
from app.banking.audit.declared.sign_on import SIGN_ON
from app.banking.audit.declared.talk import TALK
from app.banking.audit.declared.team import TEAM
from app.banking.audit.fields import Declared, faults_of

CATALOGUE: Mapping[str, Declared] = {
    **PEOPLE,
    **SIGN_ON,
    **MONEY,
    **BOOKS,
    **BANK,
    **APPROVALS,
    **TEAM,
    **BRANDS,
    **TALK,
    **LISTS,
}


class Undeclared(Exception):
    """A record that nobody declared: a bug, found in development and by every test."""


def faults(
    action: str,
    subject_kind: str,
    details: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> list[str]:
    """What in a record is not as declared; nothing is the usual answer."""
    declared = CATALOGUE.get(action)
    if declared is None:
        return [f"action {action} is not declared in app/banking/audit/declared"]
    found = faults_of(declared.fields, details)
    if not declared.is_about(subject_kind):
        found.append(f"{subject_kind} is not what it is about")
    for values in (before, after):
        found += faults_of(declared.changes, values or {})
    return found


def label_of(action: str) -> str:
    """An action in words; one that is no longer declared is told by its name."""
    declared = CATALOGUE.get(action)
    return declared.label if declared else action.replace(".", " ").replace("_", " ").capitalize()
