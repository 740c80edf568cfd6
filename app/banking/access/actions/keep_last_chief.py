"""An identity provider would take the last owner's role away: it stays, and its holder is told."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.matrix import ROLES
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.sso.queries import login_of
from app.banking.sso.rules import role_of
from app.banking.sso.vouching import Vouched
from app.kernel.actor import Actor


def keep_last_chief(db: Session, vouched: Vouched, *, wall: datetime) -> None:
    """After the sign-in was refused, in a transaction of its own; one letter a day."""
    provider = vouched.provider
    login_id = login_of(db, provider.issuer, vouched.subject)
    if login_id is None:
        return
    held = db.scalars(select(LoginRow.role).where(LoginRow.id == login_id)).one()
    given = role_of(vouched.claims, provider.role_claim, provider.role_map)
    actor = Actor("provider", provider.id, provider.name)
    subject = ("login", login_id)
    record(
        db,
        actor,
        "user.role_kept",
        subject=subject,
        now=wall,
        role=held,
        refused_role=given,
        provider_id=str(provider.id),
    )
    words = {
        "provider": provider.name,
        "role": ROLES[held].label,
        "refused": ROLES[given].label,
        "when": moment_words(wall),
    }
    key = f"{login_id} {wall:%Y-%m-%d}"
    tell(db, login_id, "role_kept", words, key=key, actor=actor, now=wall)
