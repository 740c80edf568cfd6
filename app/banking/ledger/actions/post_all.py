"""Post many transactions that belong together: all of them, or none and the first refusal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.ledger.actions.post_batch import BATCH_MAX, post_batch
from app.banking.ledger.rules import Draft
from app.kernel.ids import TransactionId


def post_all(db: Session, drafts: Sequence[Draft], *, now: datetime) -> list[TransactionId]:
    """Each once per key, in few round trips; the ids in the order of the drafts.

    Raises what `post` would raise for the first draft that is refused; the caller's transaction
    must then roll back.
    """
    ids: list[TransactionId] = []
    for first in range(0, len(drafts), BATCH_MAX):
        some = drafts[first : first + BATCH_MAX]
        lines = post_batch(db, some, is_atomic=True, now=now)
        for line in lines:
            if line.refusal:
                raise line.refusal
        ids += [line.transaction_id for line in lines if line.transaction_id]
    return ids
