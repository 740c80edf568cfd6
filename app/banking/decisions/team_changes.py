"""Who comes, changes role or leaves, once a second person has agreed.

Links and sessions live on the wall's clock; what is executed here begins at that moment.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.banking.access.matrix import ROLES
from app.banking.access.tables import LoginRow
from app.banking.approvals.queries import Asked
from app.banking.decisions.executor import Executor, Occasion
from app.banking.team.actions.add_network import add_network
from app.banking.team.actions.change_role import change_role
from app.banking.team.actions.disable import disable
from app.banking.team.actions.invite import invite
from app.banking.team.actions.remove_network import remove_network
from app.banking.team.logins import is_known, lock_member, partner_here
from app.banking.team.proposals import (
    disabling_proposal,
    invitation_in,
    login_in,
    network_proposal,
    role_proposal,
)
from app.banking.team.queries import networks_in_force
from app.banking.team.rules import check_term
from app.kernel.errors import NotFound, Refused
from app.storage.clock import wall_now


def invitation_present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """None when somebody with this address has come meanwhile, or the examiner's term is past."""
    del now
    invitation = invitation_in(asked.bound)
    try:
        if invitation.access_until is not None:
            check_term(invitation.access_from, invitation.access_until, wall=wall_now())
    except Refused:
        return None
    kind = ROLES[invitation.role].kind
    return None if is_known(db, kind=kind, email=invitation.email) else asked.shown


def role_present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    del now
    row = _member(db, asked)
    return role_proposal(row, asked.bound["role"]).shown if row else None


def disabling_present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    del now
    row = _member(db, asked)
    if row is None or row.is_disabled:
        return None
    return disabling_proposal(row, asked.bound["reason"]).shown


def execute_invitation(db: Session, asked: Asked, occasion: Occasion) -> None:
    invitation = invitation_in(asked.bound)
    invite(db, invitation, actor=occasion.actor, now=occasion.now, wall=wall_now())


def execute_role(db: Session, asked: Asked, occasion: Occasion) -> None:
    change_role(
        db,
        login_id=login_in(asked.bound),
        role=asked.bound["role"],
        actor=occasion.actor,
        now=occasion.now,
        wall=wall_now(),
    )


def execute_disabling(db: Session, asked: Asked, occasion: Occasion) -> None:
    disable(
        db,
        login_id=login_in(asked.bound),
        reason=asked.bound["reason"],
        actor=occasion.actor,
        now=occasion.now,
        wall=wall_now(),
    )


def network_present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """The list as it is now, and as it would be; None when it is so already."""
    del now
    known, bound = networks_in_force(db), asked.bound
    is_listed = bound["network"] in {str(each.network) for each in known}
    if is_listed == bool(bound["label"]):
        return None
    return network_proposal(partner_here(db), known, bound["network"], bound["label"]).shown


def execute_network(db: Session, asked: Asked, occasion: Occasion) -> None:
    """Where its maker is was looked at when it was asked for, and the list has not changed."""
    bound, actor, now = asked.bound, occasion.actor, occasion.now
    if bound["label"]:
        add_network(
            db,
            network=bound["network"],
            label=bound["label"],
            own_address=None,
            actor=actor,
            now=now,
        )
        return
    (found,) = (each for each in networks_in_force(db) if str(each.network) == bound["network"])
    remove_network(db, network_id=found.id, own_address=None, actor=actor, now=now)


def _member(db: Session, asked: Asked) -> LoginRow | None:
    try:
        return lock_member(db, login_in(asked.bound))
    except NotFound:
        return None


INVITATION = Executor(invitation_present, execute_invitation)
ROLE_CHANGE = Executor(role_present, execute_role)
NETWORK_CHANGE = Executor(network_present, execute_network)
DISABLING = Executor(disabling_present, execute_disabling)
