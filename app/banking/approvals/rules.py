"""When a second person is needed, who may be it, and what they agree to; without a database."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from app.kernel.errors import Refused
from app.kernel.ids import RuleId
from app.kernel.money import Money

REQUIRED_MAX = 5
EXPIRY_HOURS_MAX = 30 * 24
AGE_DAYS_MAX = 3650
NOTE_LENGTH_MAX = 300
SHOWN_BYTES_MAX = 32_000
Setter = Literal["partner", "bank", "house rule"]


class Status(StrEnum):
    PENDING = "pending"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"
    EXECUTED = "executed"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what a checker sees; `before` is empty where there was nothing."""

    label: str
    after: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What rules look at. An unknown counterparty age, or an unknown role, meets every rule."""

    action: str
    amount: Money | None = None
    rail: str = ""
    counterparty_days: int | None = None
    maker_role: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule says: in which cases how many of whom must agree, and until when.

    None narrows nothing: any amount, any rail, a counterparty of any age, any maker.
    """

    action: str
    checker_roles: frozenset[str]
    required: int = 1
    expiry_hours: int = 72
    amount_from: Money | None = None
    rail: str | None = None
    younger_than_days: int | None = None
    maker_roles: frozenset[str] | None = None

    def covers(self, case: Case) -> bool:
        """Whether the rule speaks of this case; in doubt it does."""
        return (
            self.action == case.action
            and (self.amount_from is None or _reaches(case.amount, self.amount_from))
            and (self.rail is None or self.rail == case.rail)
            and (
                self.younger_than_days is None
                or case.counterparty_days is None
                or case.counterparty_days < self.younger_than_days
            )
            and (
                self.maker_roles is None
                or not case.maker_role
                or case.maker_role in self.maker_roles
            )
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Terms in force, with who set them: a partner's own, its bank's, or built in."""

    terms: Terms
    setter: Setter
    id: RuleId | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """How many people besides the maker, of which roles, within what time, and by which rules."""

    required: int
    checker_roles: frozenset[str]
    expires_after: timedelta
    rules: tuple[Rule, ...] = ()

    def strictest(self, other: "Requirement") -> "Requirement":
        """Both at once: more people, fewer roles, less time."""
        rules = {rule.id or rule.terms: rule for rule in (*self.rules, *other.rules)}
        return Requirement(
            max(self.required, other.required),
            self.checker_roles & other.checker_roles,
            min(self.expires_after, other.expires_after),
            tuple(rules.values()),
        )


def built_in(action: str, checker_roles: Iterable[str], *, required: int = 1) -> Rule:
    """What holds where nobody has set a rule: some things are never done by one person."""
    terms = Terms(action, frozenset(checker_roles), required, expiry_hours=7 * 24)
    return Rule(terms, "house rule")


def requirement_of(rules: Iterable[Rule], case: Case) -> Requirement | None:
    """The strictest of all rules that cover the case; None where none does."""
    found: Requirement | None = None
    for rule in rules:
        if not rule.terms.covers(case):
            continue
        asked = Requirement(
            rule.terms.required,
            rule.terms.checker_roles,
            timedelta(hours=rule.terms.expiry_hours),
            (rule,),
        )
        found = asked if found is None else found.strictest(asked)
    return found


def loosens(before: Terms, after: Terms | None) -> bool:
    """Whether some case needs less after the change than before it; None takes the rule away."""
    if after is None or after.action != before.action:
        return True
    covers_all = (
        _from(after.amount_from, before.amount_from)
        and after.rail in (None, before.rail)
        and _wider(after.younger_than_days, before.younger_than_days)
        and (
            after.maker_roles is None
            or (before.maker_roles is not None and before.maker_roles <= after.maker_roles)
        )
    )
    as_strict = (
        after.required >= before.required
        and after.checker_roles <= before.checker_roles
        and after.expiry_hours <= before.expiry_hours
    )
    return not (covers_all and as_strict)


def check_terms(terms: Terms, *, able: frozenset[str]) -> Terms:
    """Terms that can be met and kept; `able` are the roles that may decide. Raises Refused."""
    if not terms.checker_roles or not terms.checker_roles <= able:
        raise Refused("roles_invalid", "Choose at least one role that may approve this.")
    if not 1 <= terms.required <= REQUIRED_MAX:
        raise Refused("required_invalid", f"Ask for 1 to {REQUIRED_MAX} people.")
    if not 1 <= terms.expiry_hours <= EXPIRY_HOURS_MAX:
        raise Refused("expiry_invalid", f"Choose 1 to {EXPIRY_HOURS_MAX} hours.")
    if terms.younger_than_days is not None and not 1 <= terms.younger_than_days <= AGE_DAYS_MAX:
        raise Refused("age_invalid", f"Choose 1 to {AGE_DAYS_MAX} days.")
    if terms.amount_from is not None and terms.amount_from.minor < 0:
        raise Refused("amount_invalid", "Enter an amount of zero or more.")
    if terms.maker_roles is not None and not terms.maker_roles:
        return replace(terms, maker_roles=None)
    return terms


def columns_of(terms: Terms) -> dict[str, Any]:
    """Terms as the columns that hold them."""
    return {
        "action": terms.action,
        "checker_roles": sorted(terms.checker_roles),
        "required": terms.required,
        "expiry_hours": terms.expiry_hours,
        "amount_from_minor": terms.amount_from.minor if terms.amount_from else None,
        "currency": terms.amount_from.currency if terms.amount_from else None,
        "rail": terms.rail,
        "younger_than_days": terms.younger_than_days,
        "maker_roles": sorted(terms.maker_roles) if terms.maker_roles is not None else None,
    }


def shown_of(
    title: str, changes: Sequence[Change], **bound: str | int | Sequence[str] | None
) -> dict[str, Any]:
    """What a checker sees, and (`bound`) the exact values behind it: ids and minor units."""
    return {
        "title": title,
        "changes": [[each.label, each.before, each.after] for each in changes],
        "bound": {
            name: list(value) if isinstance(value, (list, tuple)) else value
            for name, value in bound.items()
        },
    }


def canonical(shown: Mapping[str, Any]) -> str:
    """One spelling for one content, so that equal means byte for byte."""
    text = json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > SHOWN_BYTES_MAX:
        raise Refused("too_long_to_approve", "This is too long to be shown to a second person.")
    return text


def digest_of(shown: str) -> str:
    """The SHA-256 of the canonical text, as the database computes it too."""
    return hashlib.sha256(shown.encode()).hexdigest()


def person_of(actor_id: UUID, person: str) -> str:
    """Who acts, whichever login; where the door named no person, the login stands for it."""
    return person or f"login {actor_id}"


def check_note(note: str) -> str:
    """The tidy note; raises Refused("note_invalid")."""
    tidy = " ".join(note.split())
    if len(tidy) > NOTE_LENGTH_MAX or not tidy.isprintable():
        raise Refused("note_invalid", f"Use at most {NOTE_LENGTH_MAX} characters.")
    return tidy


def _reaches(amount: Money | None, least: Money) -> bool:
    """An amount in another currency, or none at all, counts as reaching: nobody has compared it."""
    return amount is None or amount.currency != least.currency or amount.minor >= least.minor


def _from(after: Money | None, before: Money | None) -> bool:
    if after is None:
        return True
    return before is not None and after.currency == before.currency and after.minor <= before.minor


def _wider(after: int | None, before: int | None) -> bool:
    return after is None or (before is not None and after >= before)
