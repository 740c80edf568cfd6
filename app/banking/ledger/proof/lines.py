"""A transaction as one line of canonical JSON: the very bytes that are hashed, sealed, exported.

Canonical: sorted keys, no spaces, UTF-8 unescaped, times in UTC to the microsecond. What a bank's
examiner hashes is the line itself, so nobody has to agree on this spelling but us.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry, as far as it is sealed."""

    line: int
    account: UUID
    side: str
    amount_minor: int
    currency: str
    description: str


@dataclass(frozen=True, slots=True)
class TransactionFacts:
    """One transaction, as far as it is sealed; `details` is JSON text as the database has it."""

    partner: UUID
    id: UUID
    key_digest: UUID
    cause: str
    subject: tuple[str, UUID | None]
    description: str
    effective_on: date
    posted_at: datetime
    recorded_at: datetime
    reverses: UUID | None
    details: str | None
    entries: Sequence[EntryFacts]


class _Number(str):
    """A JSON number as it was written: no digit of it may be lost."""

    __slots__ = ()


def transaction_line(transaction: TransactionFacts) -> bytes:
    """The canonical line, without a newline at its end."""
    kind, subject_id = transaction.subject
    before = {"cause": transaction.cause, "description": transaction.description}
    details = "null" if transaction.details is None else canonical_details(transaction.details)
    after = {
        "effective_on": transaction.effective_on.isoformat(),
        "entries": [
            {
                "account": str(entry.account),
                "amount_minor": entry.amount_minor,
                "currency": entry.currency,
                "description": entry.description,
                "line": entry.line,
                "side": entry.side,
            }
            for entry in sorted(transaction.entries, key=lambda entry: entry.line)
        ],
        "id": str(transaction.id),
        "key_digest": str(transaction.key_digest),
        "partner": str(transaction.partner),
        "posted_at": utc_text(transaction.posted_at),
        "recorded_at": utc_text(transaction.recorded_at),
        "reverses": str(transaction.reverses) if transaction.reverses else None,
        "subject": [kind, str(subject_id) if subject_id else None],
    }
    return f'{_sorted(before)[:-1]},"details":{details},{_sorted(after)[1:]}'.encode()


def canonical(value: Any) -> str:
    """The one spelling of a JSON value."""
    if isinstance(value, dict):
        pairs = (f"{_plain(key)}:{canonical(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    return str(value) if isinstance(value, _Number) else _plain(value)


def canonical_details(text: str) -> str:
    """A transaction's details, from the database's spelling to the canonical one."""
    return canonical(json.loads(text, parse_float=_Number, parse_int=_Number))


def utc_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat('T', 'microseconds')}Z"


def _sorted(values: dict[str, Any]) -> str:
    """The canonical spelling of what holds no fractions, by the library's own quick way."""
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
