"""Who can let people in: the owner of a console, the oversight officer; one must always be left."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.banking.access.matrix import OVERSIGHT_OFFICER, OWNER
from app.banking.access.tables import LoginRow
from app.kernel.errors import Refused
from app.kernel.ids import LoginId

CHIEF = {"user": OWNER, "officer": OVERSIGHT_OFFICER}


def lock_with_chiefs(db: Session, login_id: LoginId) -> Sequence[LoginRow]:
    """A member of the team in scope and every chief, locked in one order.

    Two who would shut each other out wait in line, and the second sees what the first has done.
    """
    return db.scalars(
        select(LoginRow)
        .where(
            LoginRow.kind.in_(CHIEF),
            or_(LoginRow.id == login_id, LoginRow.role.in_(CHIEF.values())),
        )
        .order_by(LoginRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def keep_a_chief(db: Session, row: LoginRow) -> None:
    """Raises Refused("last_chief") when nobody else could let people in; chiefs are locked."""
    if row.role != CHIEF[row.kind] or row.is_disabled:
        return
    chiefs = db.scalars(
        select(LoginRow).where(LoginRow.kind == row.kind, LoginRow.role == row.role)
    )
    others = [each for each in chiefs if each.id != row.id and can_come_in(each)]
    check_chief_remains(row.kind, len(others))


def can_come_in(row: LoginRow) -> bool:
    """Somebody who was invited and has not come yet leads nothing."""
    return not row.is_disabled and (row.password_hash is not None or row.invited_at is None)


def check_chief_remains(kind: str, others: int) -> None:
    """Somebody must be left who can let people in; raises Refused("last_chief")."""
    if others == 0:
        words = {"user": "owner", "officer": "oversight officer"}[kind]
        raise Refused(
            "last_chief",
            f"This is the last {words}. Without one, nobody could let people in any more.",
            next_step=f"Make somebody else {words} first.",
        )
