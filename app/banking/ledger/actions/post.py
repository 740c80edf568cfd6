"""Post a transaction: the only way money moves in the ledger."""

from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.banking.ledger.refusals import explained
from app.banking.ledger.rules import Draft
from app.kernel.ids import TransactionId, new_id
from app.storage.scope import current_scope

POST = text(
    "select transaction_id, is_replay from guildhall.post("
    ":partner, :id, :key, :fingerprint, :cause, :subject_kind, :subject_id, :description, "
    ":effective_on, :posted_at, :reverses, :details, "
    "cast(:accounts as uuid[]), cast(:sides as text[]), cast(:amounts as bigint[]), "
    "cast(:descriptions as text[]), :hold)"
).bindparams(bindparam("details", type_=JSONB(none_as_null=True)))


def post(db: Session, draft: Draft, *, now: datetime) -> TransactionId:
    """Write a balanced transaction, once per key; returns its id, the first one's on a replay.

    Raises Refused (insufficient_funds, account_not_open, unbalanced), Conflict, NotFound.
    """
    parameters = {
        "partner": current_scope(db).partner_id,
        "id": new_id(now),
        "key": draft.key,
        "fingerprint": draft.fingerprint(),
        "cause": draft.cause,
        "subject_kind": draft.subject[0],
        "subject_id": draft.subject[1],
        "description": draft.description,
        "effective_on": draft.effective_on,
        "posted_at": now,
        "reverses": draft.reverses,
        "details": draft.details or None,
        "accounts": [entry.ledger_account_id for entry in draft.entries],
        "sides": [entry.side.value for entry in draft.entries],
        "amounts": [entry.amount.minor for entry in draft.entries],
        "descriptions": [entry.description for entry in draft.entries],
        "hold": draft.settles_hold,
    }
    with explained():
        row = db.execute(POST, parameters).one()
    return TransactionId(row.transaction_id)
