"""Say what must happen next, in the transaction of the fact that causes it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.events.tables import OutboxRow
from app.kernel.failpoints import failpoint
from app.kernel.ids import new_id
from app.storage.hot import send
from app.storage.scope import current_scope

PUT = insert(OutboxRow.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]


def publish(
    db: Session,
    kind: str,
    *,
    key: str,
    now: datetime,
    due_at: datetime | None = None,
    customer_id: UUID | None = None,
    **payload: Any,
) -> None:
    """Put work into the outbox, once per (kind, key); `due_at` is business time, now if absent.

    The payload is ids and words as text: the worker reads the facts anew.
    """
    scope = current_scope(db)
    row = {
        "partner_id": scope.partner_id,
        "id": new_id(now),
        "customer_id": customer_id or scope.customer_id,
        "kind": kind,
        "key": key,
        "payload": payload,
        "created_at": now,
        "due_at": due_at or now,
    }
    send(db, PUT, row)
    failpoint("outbox.put")
