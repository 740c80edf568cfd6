"""Give a customer, or someone who applies to become one, a way into the portal."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.choosing import chosen_password
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import CustomerId, LoginId, new_id
from app.storage.scope import current_scope


def enrol_customer(
    db: Session,
    *,
    customer_id: CustomerId,
    known_as: tuple[str, str],
    password: str,
    actor: Actor,
    now: datetime,
) -> LoginId:
    """Make a portal login for (e-mail, name); raises Refused, Conflict("email_taken")."""
    email, name = known_as[0].strip().lower(), known_as[1]
    kept = chosen_password(db, password, kind="customer", email=email, name=name)
    login_id = LoginId(new_id(now))
    added = db.scalar(
        insert(LoginRow)
        .values(
            partner_id=current_scope(db).partner_id,
            id=login_id,
            customer_id=customer_id,
            kind="customer",
            email=email,
            name=name,
            role="customer",
            password_hash=kept,
            password_set_at=now,
            is_disabled=False,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(LoginRow.id)
    )
    if added is None:
        login_id = _first(db, email, customer_id)
    subject = ("login", login_id)
    record(db, actor, "customer.enrolled", subject=subject, now=now, customer_id=customer_id)
    return login_id


def _first(db: Session, email: str, customer_id: CustomerId) -> LoginId:
    """The login that came first, when it is the same customer's; raises Conflict."""
    first = db.scalars(
        select(LoginRow).where(LoginRow.kind == "customer", LoginRow.email == email)
    ).one()
    if first.customer_id != customer_id:
        raise Conflict(
            "email_taken",
            "This e-mail address already has a login.",
            next_step="Sign in with it, or use another address.",
        )
    return LoginId(first.id)
