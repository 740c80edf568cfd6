"""The operator lets a team sign in without its provider again, when that is out of reach."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.sso.tables import IdentityProviderRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused


def allow_other_ways(db: Session, *, actor: Actor, now: datetime) -> None:
    """Passwords and passkeys open sessions again; raises Refused when they did all the time."""
    freed = db.execute(
        update(IdentityProviderRow)
        .where(IdentityProviderRow.is_forced)
        .values(is_forced=False)
        .returning(IdentityProviderRow.id, IdentityProviderRow.issuer)
    ).all()
    if not freed:
        raise Refused("sso_not_forced", "Single sign-on is not the only way in there.")
    for row in freed:
        record(
            db,
            actor,
            "identity_provider.unforced",
            subject=("identity_provider", row.id),
            now=now,
            issuer=row.issuer,
        )
