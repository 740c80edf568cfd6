"""Call a passkey something else."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.access.actions.add_passkey import NAME_LENGTH_MAX
from app.banking.access.queries import SignedIn
from app.banking.access.tables import PasskeyRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import PasskeyId


def rename_passkey(
    db: Session, who: SignedIn, passkey_id: PasskeyId, *, name: str, actor: Actor, wall: datetime
) -> None:
    """Raises NotFound for another's."""
    renamed = db.scalar(
        update(PasskeyRow)
        .where(
            PasskeyRow.id == passkey_id,
            PasskeyRow.login_id == who.login_id,
            PasskeyRow.removed_at.is_(None),
        )
        .values(name=" ".join(name.split())[:NAME_LENGTH_MAX] or "Passkey")
        .returning(PasskeyRow.id)
    )
    if renamed is None:
        raise NotFound("passkey")
    subject = ("login", who.login_id)
    record(db, actor, "passkey.renamed", subject=subject, now=wall, passkey_id=str(passkey_id))
