"""Choose lines to do one thing to: nothing happens yet, the choice is kept to be looked at."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.listing.asking import lines_of
from app.banking.lists.rules import BATCH_MAX
from app.banking.lists.tables import BatchRow
from app.banking.lists.verb import Verb
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import BatchId, new_id
from app.storage.scope import current_scope


def prepare_batch(
    db: Session,
    verb: Verb,
    ids: Sequence[UUID],
    *,
    back: str,
    login_id: UUID,
    actor: Actor,
    now: datetime,
) -> BatchId:
    """`back` is the query of the list. Raises Refused("none_chosen", "too_many")."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > BATCH_MAX:
        raise Refused("too_many", f"Choose at most {BATCH_MAX} {verb.spec.many} at once.")
    known = [line.id for line in lines_of(db, verb.spec, wanted)]
    if not known:
        raise Refused("none_chosen", f"Choose {verb.spec.many} first, by the boxes before them.")
    batch_id = BatchId(new_id(now))
    db.execute(
        insert(BatchRow).values(
            partner_id=current_scope(db).partner_id,
            id=batch_id,
            login_id=login_id,
            verb=verb.key,
            ids=[str(each) for each in known],
            back=back,
            made_at=now,
        )
    )
    record(
        db,
        actor,
        "batch.prepared",
        subject=("batch", batch_id),
        now=now,
        verb=verb.key,
        items=len(known),
    )
    return batch_id
