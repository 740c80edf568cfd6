"""What may need a second person: each action once, with its words and who could be asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.banking.approvals.rules import Rule, built_in

LEADERS = frozenset({"owner", "compliance"})
SENDERS = frozenset({"owner", "operations", "compliance"})
OFFICERS = frozenset({"oversight_officer", "bsa_officer"})


@dataclass(frozen=True, slots=True)
class Action:
    """`able` are the roles a rule may choose from; `always` holds with no rule at all."""

    label: str
    able: frozenset[str]
    always: Rule | None = None
    has_amount: bool = False
    has_rail: bool = False
    has_counterparty: bool = False
    is_of_bank: bool = False
    """The bank's own: no partner and no floor speaks of it."""


def _always(name: str, roles: Iterable[str]) -> Rule:
    return built_in(name, roles)


ACTIONS: dict[str, Action] = {
    "payments.send": Action(
        "Send a payment", SENDERS, has_amount=True, has_rail=True, has_counterparty=True
    ),
    "adjustments.post": Action("Post an adjustment", LEADERS, has_amount=True),
    "limits.change": Action(
        "Change a limit", LEADERS, _always("limits.change", LEADERS), has_amount=True, has_rail=True
    ),
    "fees.change": Action(
        "Change a fee", LEADERS, _always("fees.change", LEADERS), has_amount=True
    ),
    "users.invite": Action("Invite a user", LEADERS | OFFICERS),
    "users.change_role": Action("Change a user's role", LEADERS | OFFICERS),
    "users.disable": Action("Disable a user", LEADERS | OFFICERS),
    "sso.change": Action(
        "Change who vouches for the team",
        LEADERS | OFFICERS,
        _always("sso.change", LEADERS | OFFICERS),
    ),
    "addresses.change": Action("Change from where staff may come", LEADERS | OFFICERS),
    "policy.loosen": Action("Loosen an approval rule", LEADERS, _always("policy.loosen", LEADERS)),
    "floors.loosen": Action(
        "Loosen a floor of the bank",
        OFFICERS,
        _always("floors.loosen", OFFICERS),
        is_of_bank=True,
    ),
}


def able_of(action: str, owner: str) -> frozenset[str]:
    """The roles a rule about the action may name; a floor is about partners' staff."""
    able = ACTIONS[action].able
    return able - OFFICERS if owner == "bank" else able
