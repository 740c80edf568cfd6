"""Let somebody of the installation look at a partner's console: a link, good once, for minutes."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.access.matrix import STAFF
from app.banking.audit.actions.record import record
from app.banking.team.rules import (
    NAME_LENGTH_MAX,
    REASON_LENGTH_MAX,
    SUPPORT_LINK_LASTS,
    TICKET_LENGTH_MAX,
    checked_words,
)
from app.banking.team.support import hashed
from app.banking.team.tables import SupportAccessRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import SupportId, new_id
from app.storage.scope import current_scope

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class SupportOrder:
    """Who wants to look, as which role, why, and the ticket that says so elsewhere."""

    operator_name: str
    role: str
    reason: str
    ticket: str


@dataclass(frozen=True, slots=True)
class GrantedSupport:
    id: SupportId
    link: str = field(repr=False)


def grant_support(
    db: Session, order: SupportOrder, *, actor: Actor, wall: datetime
) -> GrantedSupport:
    """Raises Refused for a role, name, reason or ticket that says nothing."""
    if order.role not in STAFF:
        raise Refused("role_unknown", "Choose one of the console's roles.")
    name = checked_words(order.operator_name, what="name", length_max=NAME_LENGTH_MAX)
    reason = checked_words(order.reason, what="reason", length_max=REASON_LENGTH_MAX)
    ticket = checked_words(order.ticket, what="ticket", length_max=TICKET_LENGTH_MAX)
    support_id, link = SupportId(new_id(wall)), secrets.token_urlsafe(TOKEN_BYTES)
    db.execute(
        insert(SupportAccessRow).values(
            partner_id=current_scope(db).partner_id,
            id=support_id,
            operator_name=name,
            role=order.role,
            reason=reason,
            ticket=ticket,
            granted_at=wall,
            link_hash=hashed(link),
            link_expires_at=wall + SUPPORT_LINK_LASTS,
            pages_seen=0,
        )
    )
    record(
        db,
        actor,
        "support.granted",
        subject=("support", support_id),
        now=wall,
        reason=reason,
        role=order.role,
        operator=name,
        ticket=ticket,
    )
    return GrantedSupport(support_id, link)
