"""Prove once more who one is, by the identity provider one signs in with."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.renew_session import renew_session
from app.banking.access.actions.start_session import NewSession
from app.banking.access.queries import SignedIn
from app.banking.sso.queries import login_of
from app.banking.sso.rules import has_second_factor
from app.banking.sso.vouching import Vouched
from app.kernel.actor import Actor
from app.kernel.errors import Refused


def prove_with_provider(
    db: Session, vouched: Vouched, who: SignedIn, *, actor: Actor, wall: datetime
) -> NewSession:
    """Somebody who is signed in was asked again by their provider, just now.

    Renewing the session leaves its record(...). Raises Refused when it was somebody else, or when
    the provider asked for one factor only.
    """
    if login_of(db, vouched.provider.issuer, vouched.subject) != who.login_id:
        raise Refused(
            "sso_other_person",
            "The identity provider answered for somebody else.",
            next_step="Choose the account that you signed in with.",
        )
    if not has_second_factor(vouched.claims, vouched.provider.second_factor):
        raise Refused(
            "sso_weak",
            "The identity provider asked you for one factor only, and this needs two.",
            next_step="Use a passkey or a code from your authenticator app instead.",
        )
    return renew_session(db, who, given="sso", actor=actor, wall=wall)
