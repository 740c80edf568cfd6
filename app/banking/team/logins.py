"""Members as rows to act on, locked before anything about them is decided."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.access.chiefs import lock_with_chiefs
from app.banking.access.tables import LoginRow
from app.kernel.errors import NotFound
from app.kernel.ids import LoginId, PartnerId
from app.storage.scope import current_scope


def lock_member(db: Session, login_id: LoginId) -> LoginRow:
    """A member of the team in scope, every chief with them (see `chiefs`).

    A customer's login, and another team's, is not found.
    """
    rows = lock_with_chiefs(db, login_id)
    found = next((row for row in rows if row.id == login_id), None)
    if found is None:
        raise NotFound("member of the team")
    return found


def is_known(db: Session, *, kind: str, email: str) -> bool:
    """Whether somebody of the team has the address, whatever became of them."""
    found = select(func.count()).where(LoginRow.kind == kind, LoginRow.email == email)
    return bool(db.scalar(found))


def partner_here(db: Session) -> PartnerId:
    """Whose team it is."""
    partner_id = current_scope(db).partner_id
    assert partner_id is not None  # noqa: S101 -- current_scope() looked
    return PartnerId(partner_id)
