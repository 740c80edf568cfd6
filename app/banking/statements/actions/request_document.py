"""Ask for a statement's PDF in the spoken language: a worker renders it, a moment later."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.kernel.actor import Actor
from app.kernel.ids import StatementId
from app.kernel.languages import spoken


def request_document(
    db: Session, *, statement_id: StatementId, actor: Actor, now: datetime
) -> None:
    """Put the rendering into the outbox, at most once an hour, so that a failed one can be retried.

    The caller has read the statement, so it is in scope.
    """
    publish(
        db,
        "statement.render",
        key=f"{statement_id} {spoken()} {now:%Y-%m-%dT%H}",
        now=now,
        statement_id=str(statement_id),
        language=spoken(),
    )
    record(db, actor, "statement.requested", subject=("statement", statement_id), now=now)
