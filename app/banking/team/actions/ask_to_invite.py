"""Invite somebody, at once or after a second person has agreed; `invite` writes the record."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.matrix import ROLES
from app.banking.approvals.actions.ask import ask
from app.banking.team.actions.invite import email_taken, invite
from app.banking.team.logins import is_known, partner_here
from app.banking.team.proposals import invitation_proposal
from app.banking.team.rules import Invitation, checked_invitation
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId


def ask_to_invite(
    db: Session, asked: Invitation, *, kind: str, actor: Actor, now: datetime, wall: datetime
) -> ApprovalId | None:
    """The request that waits now, or None: it is done. Raises Refused, Conflict("email_taken")."""
    invitation = checked_invitation(asked, kind=kind, wall=wall)
    if is_known(db, kind=ROLES[invitation.role].kind, email=invitation.email):
        raise email_taken()
    proposal = invitation_proposal(partner_here(db), invitation)
    waits = ask(db, proposal, actor=actor, now=now)
    if waits is None:
        invite(db, invitation, actor=actor, now=now, wall=wall)
    return waits
