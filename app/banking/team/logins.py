"""Members as rows to act on, locked before anything about them is decided."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.banking.team.rules import CHIEF, check_chief_remains
from app.kernel.errors import NotFound
from app.kernel.ids import LoginId, PartnerId
from app.storage.scope import current_scope


def lock_member(db: Session, login_id: LoginId) -> LoginRow:
    """A member of the team in scope; a customer's login, and another's, is not found.

    Every chief is locked with them, in one order: two who would shut each other out wait in line,
    and the second sees what the first has done.
    """
    rows = db.scalars(
        select(LoginRow)
        .where(
            LoginRow.kind.in_(CHIEF),
            or_(LoginRow.id == login_id, LoginRow.role.in_(CHIEF.values())),
        )
        .order_by(LoginRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = next((row for row in rows if row.id == login_id), None)
    if found is None:
        raise NotFound("member of the team")
    return found


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


def is_known(db: Session, *, kind: str, email: str) -> bool:
    """Whether somebody of the team has the address, whatever became of them."""
    found = select(func.count()).where(LoginRow.kind == kind, LoginRow.email == email)
    return bool(db.scalar(found))


def partner_here(db: Session) -> PartnerId:
    """Whose team it is."""
    partner_id = current_scope(db).partner_id
    assert partner_id is not None  # noqa: S101 -- current_scope() looked
    return PartnerId(partner_id)
