"""Rules in words: one line for a list, and a table of before and after for a checker."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.banking.access.matrix import ROLES
from app.banking.approvals.catalogue import ACTIONS
from app.banking.approvals.rules import Change, Terms, columns_of, shown_of
from app.kernel.money import Money

RAILS = {"ach": "ACH", "book": "Book"}
NONE = "No rule"


def roles_words(roles: Iterable[str]) -> str:
    """`Compliance, Operations or Owner`."""
    *first, last = sorted(ROLES[role].label if role in ROLES else role for role in roles) or [""]
    return f"{', '.join(first)} or {last}" if first else last


def upper(words: str) -> str:
    """The first letter as at the start of a line; the others as they are."""
    return words[:1].upper() + words[1:]


def people_words(required: int) -> str:
    """Besides the one who asks: `1 more person`."""
    return "1 more person" if required == 1 else f"{required} more people"


def case_words(terms: Terms) -> str:
    """In which cases the rule speaks: `from $500.00, by ACH, to a new counterparty`."""
    parts = []
    if terms.amount_from is not None:
        parts.append(f"from {terms.amount_from}")
    if terms.rail is not None:
        parts.append(f"by {RAILS.get(terms.rail, terms.rail)}")
    if terms.younger_than_days is not None:
        parts.append(f"to somebody known for less than {terms.younger_than_days} days")
    if terms.maker_roles is not None:
        parts.append(f"asked for by {roles_words(terms.maker_roles)}")
    return ", ".join(parts) or "always"


def shown_rule(
    owner: str, rule_id: UUID, before: Terms | None, after: Terms | None
) -> dict[str, Any]:
    """What loosening a rule changes, line by line."""
    known = before or after
    assert known is not None  # noqa: S101 -- a change has at least one side
    old, new = _lines(before), _lines(after)
    changes = [Change(label, new.get(label, NONE), old.get(label, NONE)) for label in _lines(known)]
    verb = "Take away" if after is None else "Loosen"
    whose = "rule" if owner == "partner" else "floor of the bank"
    return shown_of(
        f"{verb} a {whose}: {ACTIONS[known.action].label.lower()}",
        changes,
        owner=owner,
        rule_id=str(rule_id),
        ends=int(after is None),
        **columns_of(after or known),
    )


def terms_in(bound: dict[str, Any]) -> Terms | None:
    """The terms behind what was shown; None when the rule is to end."""
    if bound["ends"]:
        return None
    amount = bound["amount_from_minor"]
    makers = bound["maker_roles"]
    return Terms(
        action=bound["action"],
        checker_roles=frozenset(bound["checker_roles"]),
        required=bound["required"],
        expiry_hours=bound["expiry_hours"],
        amount_from=None if amount is None else Money(amount, bound["currency"]),
        rail=bound["rail"],
        younger_than_days=bound["younger_than_days"],
        maker_roles=None if makers is None else frozenset(makers),
    )


def _lines(terms: Terms | None) -> dict[str, str]:
    if terms is None:
        return {}
    return {
        "In which cases": case_words(terms),
        "Besides the one who asks": people_words(terms.required),
        "Of these roles": roles_words(terms.checker_roles),
        "Waits at most": f"{terms.expiry_hours} hours",
    }
