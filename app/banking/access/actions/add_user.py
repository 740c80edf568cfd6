"""Give a member of staff, or an officer of a bank, a way in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.access.authenticators import SECRET_PLACE
from app.banking.access.choosing import chosen_password
from app.banking.access.matrix import EXAMINER, ROLES, kind_of
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId, new_id
from app.storage.crypto import encrypt
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class UserOrder:
    """Who signs in; without a secret an authenticator app is set up at the first sign-in.

    The moments are an examiner's first and last, on the wall's clock; nobody else has them.
    """

    email: str
    name: str
    role: str
    password: str
    totp_secret: str | None = None
    access_until: datetime | None = None
    access_from: datetime | None = None


def add_user(db: Session, order: UserOrder, *, actor: Actor, now: datetime) -> LoginId:
    """Add a user of the partner in scope, or an officer when the scope is a house partner.

    Raises Refused for an unknown role or a password that will not do.
    """
    if order.role not in ROLES or order.role == "customer":
        raise Refused("role_unknown", f"There is no role {order.role}.")
    if (order.role == EXAMINER) != (order.access_until is not None):
        raise Refused("term_invalid", "An examiner, and nobody else, comes for a time.")
    kind = kind_of(order.role)
    kept = chosen_password(db, order.password, kind=kind, email=order.email, name=order.name)
    login_id = LoginId(new_id(now))
    sealed, key_id = (None, None)
    if order.totp_secret:
        sealed, key_id = encrypt(db, order.totp_secret, place=SECRET_PLACE, row_id=login_id)
    db.execute(
        insert(LoginRow).values(
            partner_id=current_scope(db).partner_id,
            id=login_id,
            customer_id=None,
            kind=kind,
            email=order.email.strip().lower(),
            name=order.name,
            role=order.role,
            password_hash=kept,
            password_set_at=now,
            totp_secret=sealed,
            totp_key_id=key_id,
            is_disabled=False,
            created_at=now,
            access_until=order.access_until,
            access_from=order.access_from,
        )
    )
    record(db, actor, "user.added", subject=("login", login_id), now=now, role=order.role)
    return login_id
