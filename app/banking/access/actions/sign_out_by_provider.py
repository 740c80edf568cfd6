"""The identity provider says that somebody is out: their sessions here end at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.audit.actions.record import record
from app.banking.sso.queries import Provider, login_of
from app.banking.sso.vouching import Vouched
from app.kernel.actor import Actor
from app.kernel.ids import LoginId


def sign_out_by_provider(
    db: Session, provider: Provider, login_id: LoginId, *, wall: datetime
) -> None:
    """Everywhere, whatever factors the sessions began with."""
    actor = Actor("provider", provider.id, provider.name)
    record(db, actor, "sso.signed_out", subject=("login", login_id), now=wall)
    end_sessions_of(db, login_id, actor=actor, wall=wall)


def leave_without_role(db: Session, vouched: Vouched, *, wall: datetime) -> None:
    """The provider gives no role any more: whatever is still open in that name ends."""
    login_id = login_of(db, vouched.provider.issuer, vouched.subject)
    if login_id is not None:
        sign_out_by_provider(db, vouched.provider, login_id, wall=wall)
