"""Post many transactions in one call: as sets, with one answer for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from app.banking.ledger.refusals import explained, refusal_of
from app.banking.ledger.rules import Draft
from app.kernel.errors import DomainError
from app.kernel.failpoints import failpoint
from app.kernel.ids import TransactionId, new_id
from app.storage.scope import current_scope

BATCH_MAX = 1_000  # transactions; the function takes at most 20,000 lines
KEPT_BACK = "kept_back"

POST = text(
    "select place, transaction_id, outcome, reason from guildhall.post_batch("
    ":partner, :posted_at, :is_atomic, cast(:ids as uuid[]), cast(:keys as text[]), "
    "cast(:causes as text[]), cast(:subject_kinds as text[]), cast(:subject_ids as uuid[]), "
    "cast(:words as text[]), cast(:effective_ons as date[]), cast(:details as jsonb[]), "
    "cast(:holds as uuid[]), cast(:places as integer[]), cast(:accounts as uuid[]), "
    "cast(:sides as text[]), cast(:amounts as bigint[]), cast(:currencies as text[]), "
    "cast(:descriptions as text[]))"
).bindparams(bindparam("details", type_=ARRAY(JSONB(none_as_null=True))))


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What became of one draft: its transaction, or why there is none.

    Without both it was kept back, because another one of its batch was refused.
    """

    transaction_id: TransactionId | None
    is_replay: bool
    refusal: DomainError | None


def post_batch(
    db: Session, drafts: Sequence[Draft], *, is_atomic: bool, now: datetime
) -> tuple[BatchLine, ...]:
    """Post up to BATCH_MAX drafts in their order, each once per key; one answer a draft.

    With `is_atomic` one refusal keeps all of them back; without, those that can be posted are.
    Reversals go one by one, through `reverse`. Raises ValueError for a draft that reverses, and
    Refused("malformed") for an empty batch or one that is too large.
    """
    if any(draft.reverses for draft in drafts):
        raise ValueError("a batch holds no reversals")
    failpoint("ledger.batch_posting")
    with explained():
        rows = db.execute(POST, _arrays(db, drafts, is_atomic=is_atomic, now=now)).all()
    failpoint("ledger.batch_posted")
    return tuple(_line(row.transaction_id, row.outcome, row.reason) for row in rows)


def _arrays(
    db: Session, drafts: Sequence[Draft], *, is_atomic: bool, now: datetime
) -> dict[str, Any]:
    """An element a draft, then an element an entry with the place of its draft."""
    lines = [(place, entry) for place, d in enumerate(drafts, 1) for entry in d.entries]
    return {
        "partner": current_scope(db).partner_id,
        "posted_at": now,
        "is_atomic": is_atomic,
        "ids": [new_id(now) for _ in drafts],
        "keys": [draft.key for draft in drafts],
        "causes": [draft.cause.value for draft in drafts],
        "subject_kinds": [draft.subject[0] for draft in drafts],
        "subject_ids": [draft.subject[1] for draft in drafts],
        "words": [draft.description for draft in drafts],
        "effective_ons": [draft.effective_on for draft in drafts],
        "details": [dict(draft.details) or None for draft in drafts],
        "holds": [draft.settles_hold for draft in drafts],
        "places": [place for place, _ in lines],
        "accounts": [entry.ledger_account_id for _, entry in lines],
        "sides": [entry.side.value for _, entry in lines],
        "amounts": [entry.amount.minor for _, entry in lines],
        "currencies": [entry.amount.currency for _, entry in lines],
        "descriptions": [entry.description for _, entry in lines],
    }


def _line(transaction_id: TransactionId | None, outcome: str, reason: str) -> BatchLine:
    if transaction_id is not None:
        return BatchLine(TransactionId(transaction_id), outcome == "replayed", None)
    refusal = None if outcome == KEPT_BACK else refusal_of(outcome, reason)
    if refusal is None and outcome != KEPT_BACK:
        raise RuntimeError(f"the ledger answered with an unknown state: {outcome}")
    return BatchLine(None, is_replay=False, refusal=refusal)
