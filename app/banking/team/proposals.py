"""What a second person is shown before somebody comes, changes role or leaves; the same each time.

Worked out anew when it is executed: whatever has changed since voids the request.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from app.banking.access.matrix import PERMISSIONS, ROLES, grants
from app.banking.access.tables import LoginRow
from app.banking.approvals.actions.ask import Proposal
from app.banking.approvals.rules import Change, shown_of
from app.banking.team.queries import AllowedNetwork
from app.banking.team.rules import Invitation
from app.kernel.ids import LoginId, PartnerId

INVITE, CHANGE_ROLE, DISABLE = "users.invite", "users.change_role", "users.disable"
ADDRESSES = "addresses.change"
GAINS_SHOWN = 12


def invitation_proposal(partner_id: PartnerId, invitation: Invitation) -> Proposal:
    """Nobody has a login yet: the request is about the address it would go to."""
    role = ROLES[invitation.role]
    begins, until = invitation.access_from, invitation.access_until
    shown = shown_of(
        f"Invite {invitation.name} as {role.label.lower()}",
        [
            Change("Name", invitation.name),
            Change("E-mail", invitation.email),
            Change("Role", role.label),
            *([Change("Access from", day_words(begins))] if begins else []),
            *([Change("Access until", day_words(until))] if until else []),
        ],
        name=invitation.name,
        email=invitation.email,
        role=invitation.role,
        begins=begins.isoformat() if begins else "",
        until=until.isoformat() if until else "",
    )
    subject = uuid5(partner_id, f"{role.kind} {invitation.email}")
    return Proposal(INVITE, ("login", subject), shown, _new_powers("", invitation.role))


def role_proposal(row: LoginRow, role: str) -> Proposal:
    shown = shown_of(
        f"Change the role of {row.name}",
        [
            Change("Role", ROLES[role].label, ROLES[row.role].label),
            Change("E-mail", row.email, row.email),
        ],
        login_id=str(row.id),
        role=role,
    )
    return Proposal(CHANGE_ROLE, ("login", row.id), shown, _new_powers(row.role, role))


def disabling_proposal(row: LoginRow, reason: str) -> Proposal:
    shown = shown_of(
        f"End the access of {row.name}",
        [
            Change("Access", "None", ROLES[row.role].label),
            Change("E-mail", row.email, row.email),
            Change("Why", reason),
        ],
        login_id=str(row.id),
        reason=reason,
    )
    return Proposal(DISABLE, ("login", row.id), shown)


def network_proposal(
    partner_id: PartnerId, known: Sequence[AllowedNetwork], network: str, label: str = ""
) -> Proposal:
    """Add a network with its label, or without one take it away; the whole list is shown.

    Whatever else changes the list meanwhile voids the request: nobody is shut out by surprise.
    """
    listed = {str(each.network): each.label for each in known}
    after = (
        listed | {network: label} if label else {k: v for k, v in listed.items() if k != network}
    )
    shown = shown_of(
        f"Let staff come from {network}" if label else f"Let staff no longer come from {network}",
        [Change("Staff may come from", _networks(after), _networks(listed))],
        network=network,
        label=label,
    )
    return Proposal(ADDRESSES, ("network", uuid5(partner_id, network)), shown)


def _networks(listed: dict[str, str]) -> str:
    named = [f"{network} ({label})" for network, label in sorted(listed.items())]
    return ", ".join(named) or "everywhere"


def invitation_in(bound: dict[str, Any]) -> Invitation:
    """The invitation behind what was shown."""
    begins, until = (
        datetime.fromisoformat(text) if (text := bound.get(name)) else None
        for name in ("begins", "until")
    )
    return Invitation(bound["name"], bound["email"], bound["role"], until, begins)


def day_words(moment: datetime) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"


def login_in(bound: dict[str, Any]) -> LoginId:
    return LoginId(UUID(bound["login_id"]))


def _new_powers(before: str, after: str) -> list[tuple[str, ...]]:
    """What the person could do that they cannot do now, for judging."""
    gained = grants(after) - (grants(before) if before else frozenset())
    named = [PERMISSIONS[name].label for name in PERMISSIONS if name in gained]
    shown = [("May from then on", label, "neutral") for label in named[:GAINS_SHOWN]]
    more = len(named) - len(shown)
    return [*shown, *([("And", f"{more} more", "neutral")] if more > 0 else [])]
