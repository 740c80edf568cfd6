"""Post a transaction: the only way money moves in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.banking.ledger.refusals import explained
from app.banking.ledger.rules import Balance, Draft
from app.kernel.failpoints import failpoint
from app.kernel.ids import LedgerAccountId, TransactionId, new_id
from app.kernel.money import Money
from app.storage.hot import send
from app.storage.scope import current_scope

POST = text(
    "select transaction_id, is_replay, accounts, current_minors, held_minors from guildhall.post("
    ":partner, :id, :key, :cause, :subject_kind, :subject_id, :description, "
    ":effective_on, :posted_at, :reverses, :details, "
    "cast(:accounts as uuid[]), cast(:sides as text[]), cast(:amounts as bigint[]), "
    "cast(:currencies as text[]), cast(:descriptions as text[]), :hold)"
).bindparams(bindparam("details", type_=JSONB(none_as_null=True)))


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a draft: its transaction, the first one's when the key was used before.

    `balances` holds each guarded account as the transaction left it; none on a replay.
    """

    id: TransactionId
    is_replay: bool
    balances: Mapping[LedgerAccountId, Balance]


def post(db: Session, draft: Draft, *, now: datetime) -> Posted:
    """Write a balanced transaction, once per key, in one round trip.

    Raises Refused (insufficient_funds, account_not_open, unbalanced, period_locked, malformed),
    Conflict (idempotency_conflict, already_reversed, hold_not_open), NotFound.
    """
    parameters = _parameters(draft, now) | {"partner": current_scope(db).partner_id}
    failpoint("ledger.posting")
    with explained():
        row = send(db, POST, parameters).one()
    failpoint("ledger.posted")
    currencies = {entry.ledger_account_id: entry.amount.currency for entry in draft.entries}
    figures = zip(row.accounts or (), row.current_minors or (), row.held_minors or (), strict=True)
    return Posted(
        TransactionId(row.transaction_id),
        row.is_replay,
        {
            LedgerAccountId(account): Balance(
                Money(current, currencies[account]), Money(held, currencies[account])
            )
            for account, current, held in figures
            if current is not None
        },
    )


def _parameters(draft: Draft, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(now),
        "key": draft.key,
        "cause": draft.cause,
        "subject_kind": draft.subject[0],
        "subject_id": draft.subject[1],
        "description": draft.description,
        "effective_on": draft.effective_on,
        "posted_at": now,
        "reverses": draft.reverses,
        "details": dict(draft.details) or None,
        "accounts": [entry.ledger_account_id for entry in draft.entries],
        "sides": [entry.side.value for entry in draft.entries],
        "amounts": [entry.amount.minor for entry in draft.entries],
        "currencies": [entry.amount.currency for entry in draft.entries],
        "descriptions": [entry.description for entry in draft.entries],
        "hold": draft.settles_hold,
    }
