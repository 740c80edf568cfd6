"""Make a one-time link for a login; the older ones of its purpose lead nowhere from now on."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.banking.access.links import ADDRESS_PLACE, TERMS, Purpose, link_hash
from app.banking.access.tables import LoginRow, OneTimeLinkRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import DomainError
from app.kernel.ids import LoginId, new_id
from app.storage.crypto import encrypt
from app.storage.scope import current_scope

TOKEN_BYTES = 32
LETTERS_MAX = 3  # of a purpose to one login, so that nobody can have anybody flooded
WITHIN = timedelta(hours=1)


class TooManyLetters(DomainError):
    """Several letters are on their way already."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            "too_many_letters",
            "We have sent several messages already.",
            next_step="Look among unwanted mail, or try again in an hour.",
        )


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A fresh link: its path on the surface's host, for a letter and nothing else."""

    path: str
    expires_at: datetime


def make_link(
    db: Session,
    login_id: LoginId,
    *,
    purpose: Purpose,
    address: str | None = None,
    actor: Actor,
    wall: datetime,
) -> MadeLink:
    """`address` is where the letter goes, the login's own if absent; times are wall time."""
    login = db.scalars(select(LoginRow).where(LoginRow.id == login_id).with_for_update()).one()
    end_links(db, login_id, purpose=purpose, wall=wall)
    token, row_id = secrets.token_urlsafe(TOKEN_BYTES), new_id(wall)
    sealed, key_id = encrypt(db, address or login.email, place=ADDRESS_PLACE, row_id=row_id)
    terms = TERMS[purpose]
    db.execute(
        insert(OneTimeLinkRow).values(
            partner_id=current_scope(db).partner_id,
            token_hash=link_hash(token),
            login_id=login_id,
            customer_id=login.customer_id,
            purpose=purpose,
            address=sealed,
            address_row_id=row_id,
            data_key_id=key_id,
            made_at=wall,
            expires_at=wall + terms.lasts,
        )
    )
    record(
        db,
        actor,
        "link.made",
        subject=("login", login_id),
        now=wall,
        customer_id=login.customer_id,
        purpose=purpose,
    )
    return MadeLink(terms.path + token, wall + terms.lasts)


def check_letters(db: Session, login_id: LoginId, *, purpose: Purpose, wall: datetime) -> None:
    """Raises TooManyLetters when enough links of a purpose were made lately."""
    row = OneTimeLinkRow
    lately = (
        select(func.count())
        .select_from(row)
        .where(row.login_id == login_id, row.purpose == purpose, row.made_at > wall - WITHIN)
    )
    if (db.scalar(lately) or 0) >= LETTERS_MAX:
        raise TooManyLetters


def end_links(db: Session, login_id: LoginId, *, purpose: Purpose, wall: datetime) -> None:
    """Whatever links of a purpose are still good are good no longer."""
    row = OneTimeLinkRow
    db.execute(
        update(row)
        .where(row.login_id == login_id, row.purpose == purpose)
        .where(row.used_at.is_(None), row.ended_at.is_(None))
        .values(ended_at=wall)
    )
