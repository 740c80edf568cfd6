"""What the values of an audit record are in words; links to things are the pages' business."""

import re
from typing import Any
from uuid import UUID

from app.banking.audit.catalogue import CATALOGUE, label_of
from app.banking.audit.fields import Fields, Kind
from app.banking.trail.queries import RecordLine
from app.kernel.ids import PREFIXES, shown
from app.kernel.money import Money

# An id among the fields is of this kind; by its name it would be another.
KIND_OF_FIELD = {"reversal_id": "transaction", "reverses": "transaction"}
A_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
# What people call a thing, where its kind does not say it.
NOUNS = {"thread": "Conversation"}
ACTOR_KINDS = {
    "user": "User",
    "customer": "Customer",
    "officer": "Bank officer",
    "schedule": "Schedule",
    "rail": "Rail",
    "operator": "Operator",
}


def action_words(line: RecordLine) -> str:
    return label_of(line.action)


def about_words(line: RecordLine) -> str:
    return noun(line.subject_kind)


def about_id(line: RecordLine) -> str:
    return id_of(line.subject_kind, line.subject_id) if line.subject_id else ""


def behalf_words(line: RecordLine) -> str:
    return f"for {line.on_behalf_of_label}" if line.on_behalf_of_label else ""


def before_words(line: RecordLine) -> str:
    return _sentence(line.action, line.before, changes=True)


def after_words(line: RecordLine) -> str:
    return _sentence(line.action, line.after, changes=True)


def details_words(line: RecordLine) -> str:
    return _sentence(line.action, line.details)


def reason_words(reason: str) -> str:
    """Why, in words: a refusal of ours is on record by its code."""
    return noun(reason) if A_CODE.fullmatch(reason) else reason


def noun(kind: str) -> str:
    if kind in NOUNS:
        return NOUNS[kind]
    return kind.replace("_", " ").capitalize()


def id_of(kind: str, value: UUID) -> str:
    """As people see it on pages and in addresses."""
    return shown(kind, value) if kind in PREFIXES else str(value)


def label(name: str) -> str:
    words = name.removesuffix("_minor").removesuffix("_id").removesuffix("_on")
    return words.replace("_", " ").replace("is in", "in").capitalize()


def fields_of(
    action: str, values: dict[str, Any], *, changes: bool = False
) -> list[tuple[str, Kind]]:
    """The names of some values with their kinds, in the order of their declaration."""
    declared = CATALOGUE.get(action)
    known: Fields = (declared.changes if changes else declared.fields) if declared else {}
    order = [*(name for name in known if name in values), *(set(values) - set(known))]
    return [(name, known.get(name, Kind.WORDS)) for name in order]


FACTORS = {
    "totp": "Authenticator app",
    "passkey": "Passkey",
    "password": "Password",
    "recovery_code": "Recovery code",
    "sso": "Single sign-on",
}


def value_words(name: str, kind: Kind, value: Any, currency: str) -> str:
    """One value as a reader sees it; what we do not know is shown as it was written."""
    if value is None:
        return "Nothing"
    match kind:
        case Kind.MINOR if isinstance(value, int):
            return str(Money(value, currency))
        case Kind.FLAG:
            return "Yes" if value else "No"
        case Kind.LIST if isinstance(value, list):
            return ", ".join(map(str, value)) or "Nothing"
        case Kind.ID:
            return _id_words(kind_of(name), str(value))
        case _:
            return FACTORS.get(str(value), str(value)) if name == "factor" else str(value)


def kind_of(name: str) -> str:
    """What kind of thing an id among the fields is of."""
    return KIND_OF_FIELD.get(name, name.removesuffix("_id"))


def currency_of(values: dict[str, Any]) -> str:
    return str(values.get("currency") or "USD")


def _sentence(action: str, values: dict[str, Any] | None, *, changes: bool = False) -> str:
    given = values or {}
    return "; ".join(
        f"{label(name)}: {value_words(name, kind, given[name], currency_of(given))}"
        for name, kind in fields_of(action, given, changes=changes)
    )


def _id_words(kind: str, value: str) -> str:
    try:
        return id_of(kind, UUID(value))
    except ValueError:
        return value
