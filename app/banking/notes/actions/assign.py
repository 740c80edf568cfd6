"""Say who of the staff looks after a thing, or that nobody does."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.notes.rules import NOTED, Subject, check_kind
from app.banking.notes.tables import AssignmentRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId
from app.storage.scope import current_scope

NOBODY = "Nobody"


def assign(
    db: Session, *, about: Subject, login_id: LoginId | None, actor: Actor, now: datetime
) -> None:
    """None takes it from everybody; raises Refused("not_of_the_team") for anybody else's login."""
    check_kind(about, NOTED)
    label = _name_of(db, login_id, now) if login_id else NOBODY
    before = db.scalar(
        select(AssignmentRow.login_label).where(AssignmentRow.subject_id == about.id)
    )
    if (before or NOBODY) == label:
        return
    values = {
        "subject_kind": about.kind,
        "login_id": login_id,
        "login_label": label,
        "assigned_label": actor.label,
        "assigned_at": now,
    }
    partner_id = current_scope(db).partner_id
    row = insert(AssignmentRow).values(partner_id=partner_id, subject_id=about.id, **values)
    db.execute(row.on_conflict_do_update(index_elements=["partner_id", "subject_id"], set_=values))
    record(
        db,
        actor,
        "object.assigned",
        subject=(about.kind, about.id),
        now=now,
        before={"assigned_to": before or NOBODY},
        after={"assigned_to": label},
    )


def _name_of(db: Session, login_id: LoginId, now: datetime) -> str:
    row = db.scalar(select(LoginRow).where(LoginRow.id == login_id, LoginRow.kind != "customer"))
    is_over = row is not None and row.access_until is not None and row.access_until <= now
    if row is None or row.is_disabled or is_over:
        raise Refused("not_of_the_team", "Choose somebody of the team.")
    return row.name
