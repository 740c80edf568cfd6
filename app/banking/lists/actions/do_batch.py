"""Do what a batch was prepared for: the ordinary action for each line, refusals apart.

All of it is one transaction with a savepoint for each line: what one line's action refuses leaves
the others alone, and whoever is cut off in the middle has done nothing and can confirm again.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.lists.rules import BATCH_GOOD_FOR
from app.banking.lists.tables import BatchRow
from app.banking.lists.verb import Doing, Verb
from app.banking.lists.verbs import verb_named
from app.kernel.errors import Conflict, DomainError, NotFound
from app.kernel.ids import BatchId


def do_batch(db: Session, batch_id: BatchId, *, login_id: UUID, doing: Doing) -> bool:
    """False when it was done before: confirming twice does it once. Raises NotFound, Conflict."""
    row = db.scalars(
        select(BatchRow)
        .where(BatchRow.id == batch_id, BatchRow.login_id == login_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("batch")
    if row.done_at is not None:
        return False
    if doing.now - row.made_at > BATCH_GOOD_FOR:
        raise Conflict(
            "batch_too_old",
            "This was chosen some hours ago.",
            next_step="Go back to the list and choose again.",
        )
    verb = verb_named(row.verb)
    # In the order of ids, so that two batches over the same lines wait for each other.
    told = {each: _tried(db, verb, UUID(each), doing) for each in sorted(row.ids)}
    row.outcomes = [{"id": each, "why_not": told[each]} for each in row.ids]
    row.done_at = doing.now
    refused = sum(1 for why_not in told.values() if why_not)
    record(
        db,
        doing.actor,
        "batch.done",
        subject=("batch", batch_id),
        now=doing.now,
        verb=verb.key,
        done=len(told) - refused,
        refused=refused,
    )
    return True


def _tried(db: Session, verb: Verb, subject_id: UUID, doing: Doing) -> str:
    """What the action said no with; empty when it was done."""
    try:
        with db.begin_nested():
            verb.do(db, subject_id, doing)
    except DomainError as refusal:
        return refusal.message
    return ""
