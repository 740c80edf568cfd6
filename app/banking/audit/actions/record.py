"""Write down who did what, in the same transaction as the deed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.tables import AuditRow
from app.kernel.actor import Actor
from app.kernel.failpoints import failpoint
from app.kernel.ids import new_id
from app.storage.scope import current_scope

# Part of every action, so composed once and by the table: a sixth of what the row class costs.
APPEND = insert(AuditRow.__table__)  # type: ignore[arg-type]  # a mapped class's table is a Table


def record(
    db: Session,
    actor: Actor,
    action: str,
    *,
    subject: tuple[str, UUID | None],
    now: datetime,
    customer_id: UUID | None = None,
    **details: Any,
) -> None:
    """Append an audit record; `action` is `<noun>.<past participle>`, details are small and typed.

    Details hold ids, words and minor units; never a secret, a tax id or a full account number.
    """
    scope = current_scope(db)
    row = {
        "partner_id": scope.partner_id,
        "id": new_id(now),
        "customer_id": customer_id or scope.customer_id,
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_label": actor.label,
        "action": action,
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "details": details,
        "request_id": actor.request_id,
    }
    db.execute(APPEND, row)
    failpoint("audit.recorded")
