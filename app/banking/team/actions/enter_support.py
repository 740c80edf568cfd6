"""Use a support link up: from here on thirty minutes, to look and to change nothing."""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.team.rules import SUPPORT_LASTS
from app.banking.team.support import hashed
from app.banking.team.tables import SupportAccessRow
from app.kernel.actor import Actor

TOKEN_BYTES = 32


def enter_support(db: Session, link: str, *, actor: Actor, wall: datetime) -> str | None:
    """The session's token; None for a link that is unknown, used, ended or too old."""
    token, row = secrets.token_urlsafe(TOKEN_BYTES), SupportAccessRow
    entered = db.execute(
        update(row)
        .where(row.link_hash == hashed(link), row.started_at.is_(None), row.ended_at.is_(None))
        .where(row.link_expires_at > wall)
        .values(token_hash=hashed(token), started_at=wall, expires_at=wall + SUPPORT_LASTS)
        .returning(row.id, row.role, row.ticket, row.operator_name)
    ).one_or_none()
    if entered is None:
        return None
    record(
        db,
        actor,
        "support.started",
        subject=("support", entered.id),
        now=wall,
        role=entered.role,
        operator=entered.operator_name,
        ticket=entered.ticket,
    )
    return token
