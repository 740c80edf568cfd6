"""An audit record as one line of canonical JSON: the very bytes that are hashed and exported."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from app.banking.ledger.proof.lines import canonical_details, utc_text

# Values that people gave are read as the database spells them: no digit of a number is lost.
_RECORDS = text(
    "select written_by, partner_id, id, customer_id, at, recorded_at, actor_kind, actor_id, "
    "actor_label, on_behalf_of_id, on_behalf_of_label, action, subject_kind, subject_id, reason, "
    'before::text as before, "after"::text as after, details::text as details, request_id, door, '
    "address_class from audit_record where partner_id = :partner and written_by >= :first "
    "and written_by < :below order by written_by"
)
_STREAMED = {"yield_per": 2_000}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A record as it is sealed; lines of a block stand in the order of their ids."""

    written_by: int
    id: UUID
    line: bytes


def lines_between(db: Session, partner_id: UUID, first: int, below: int) -> Iterator[TrailLine]:
    """What was written from `first` up to, not including, `below`, as it was written; streamed."""
    window = {"partner": partner_id, "first": first, "below": below}
    for row in db.execute(_RECORDS, window, execution_options=_STREAMED):
        yield TrailLine(row.written_by, row.id, record_line(row))


def record_line(row: Row[Any]) -> bytes:
    """The canonical line, without a newline at its end: its parts in the order of their names."""
    head = _sorted(
        {
            "action": row.action,
            "actor": [row.actor_kind, _text(row.actor_id), row.actor_label],
            "address_class": row.address_class,
        }
    )
    tail = _sorted(
        {
            "door": row.door,
            "id": str(row.id),
            "on_behalf_of": _behalf(row),
            "partner": str(row.partner_id),
            "reason": row.reason,
            "recorded_at": utc_text(row.recorded_at),
            "request_id": row.request_id,
            "subject": [row.subject_kind, _text(row.subject_id)],
        }
    )
    customer = f'"{row.customer_id}"' if row.customer_id else "null"
    return (
        f'{head[:-1]},"after":{_given(row.after)},"at":"{utc_text(row.at)}",'
        f'"before":{_given(row.before)},"customer":{customer},'
        f'"details":{_given(row.details)},{tail[1:]}'
    ).encode()


def _sorted(values: dict[str, Any]) -> str:
    """The canonical spelling of what holds no fractions, by the library's own quick way."""
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _given(text: str | None) -> str:
    """What people gave, from the database's spelling to the canonical one."""
    if text is None:
        return "null"
    return text if text == "{}" else canonical_details(text)


def _behalf(row: Row[Any]) -> list[str | None] | None:
    if row.on_behalf_of_label is None and row.on_behalf_of_id is None:
        return None
    return [_text(row.on_behalf_of_id), row.on_behalf_of_label]


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
