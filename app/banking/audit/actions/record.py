"""Write down who did what, in the same transaction as the deed."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.catalogue import Undeclared, faults
from app.banking.audit.tables import AuditRow
from app.kernel.actor import Actor
from app.kernel.failpoints import failpoint
from app.kernel.ids import new_id
from app.storage.hot import send
from app.storage.scope import current_scope
from app.storage.session import is_production

log = logging.getLogger("guildhall.audit")

# Part of every action, so composed once and by the table: a sixth of what the row class costs.
APPEND = insert(AuditRow.__table__)  # type: ignore[arg-type]  # a mapped class's table is a Table


def record(  # noqa: PLR0913 -- one record has these parts, and each is named where it is given
    db: Session,
    actor: Actor,
    action: str,
    *,
    subject: tuple[str, UUID | None],
    now: datetime,
    customer_id: UUID | None = None,
    reason: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **details: Any,
) -> None:
    """Append an audit record; `action` is `<noun>.<past participle>` of the catalogue.

    Details hold ids, words and minor units, each declared; never a secret, a tax id or a full
    account number. `before` and `after` are what changed of the subject. Raises Undeclared, in
    production not: there the record is kept, and the log says what is missing.
    """
    _check(action, subject[0], details, before, after)
    scope = current_scope(db)
    row = {
        "partner_id": scope.partner_id,
        "id": new_id(now),
        "customer_id": customer_id or scope.customer_id,
        "at": now,
        "action": action,
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "reason": reason,
        "before": before,
        "after": after,
        "details": details,
    }
    send(db, APPEND, row | _who(actor))
    failpoint("audit.recorded")


def _who(actor: Actor) -> dict[str, Any]:
    """By whom, for whom, and through which door."""
    behalf = actor.on_behalf_of
    return {
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_label": actor.label,
        "on_behalf_of_id": behalf.id if behalf else None,
        "on_behalf_of_label": behalf.label if behalf else None,
        "request_id": actor.request_id,
        "door": actor.door,
        "address_class": actor.address_class,
    }


def _check(
    action: str,
    subject_kind: str,
    details: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    found = faults(action, subject_kind, details, before, after)
    if not found:
        return
    if not is_production():
        raise Undeclared(f"{action}: {'; '.join(found)}")
    log.error("audit.undeclared action=%s faults=%s", action, len(found))
