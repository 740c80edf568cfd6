"""Use a one-time link up: the first to come has it, everybody after is told that it is gone."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.access.links import LinkSeen, Purpose, see_link
from app.banking.access.tables import OneTimeLinkRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor, ActorKind
from app.kernel.errors import DomainError

KINDS: dict[str, ActorKind] = {"user": "user", "officer": "officer", "customer": "customer"}


class LinkGone(DomainError):
    """The link is unknown, was used, was replaced by a newer one, or is too old."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            "link_gone",
            "This link does not work any more. Each works once and for a limited time.",
            next_step="Ask for a new one and use the newest message.",
        )


def use_link(
    db: Session, token: str, *, purpose: Purpose, kind: str, actor: Actor, wall: datetime
) -> tuple[LinkSeen, Actor]:
    """Whom the link was for, who is from now on the one that acts; raises LinkGone.

    `kind` is whose surface it was opened on, `actor` the visitor who opened it.
    """
    seen = see_link(db, token, purpose=purpose, kind=kind, wall=wall)
    if seen is None:
        raise LinkGone
    row = OneTimeLinkRow
    used = db.execute(
        update(row)
        .where(row.token_hash == seen.token_hash, row.used_at.is_(None), row.ended_at.is_(None))
        .where(row.expires_at > wall)
        .values(used_at=wall)
        .returning(row.token_hash)
    ).first()
    if used is None:
        raise LinkGone
    owner = replace(actor, kind=KINDS[seen.kind], id=seen.login_id, label=seen.name)
    record(
        db,
        owner,
        "link.used",
        subject=("login", seen.login_id),
        now=wall,
        customer_id=seen.customer_id,
        purpose=purpose,
    )
    return seen, owner
