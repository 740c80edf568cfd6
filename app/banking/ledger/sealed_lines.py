"""Canonical lines of many transactions, straight from the database; reads, decides nothing.

Two ways to the same bytes. `lines_between` lets PostgreSQL put the pieces together and is what
keeps up with a busy ledger. `facts_between` reads plain columns for `transaction_line`, which is
the definition; verification goes that way. A test holds the two against each other.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.ledger.proof.lines import EntryFacts, TransactionFacts, canonical_details

ROWS_A_CHUNK = 500
_TIME = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''
# Walked by the index of write numbers and sorted after, never the whole ledger by its key.
_WRITTEN = """
    select t.* from ledger_transaction t
    where t.partner_id = %(partner)s and t.written_by >= %(first)s and t.written_by < %(below)s
    order by t.written_by offset 0
"""
_ENTRIES = """
    select string_agg(
        '{"account":"' || e.ledger_account_id || '","amount_minor":' || e.amount_minor
        || ',"currency":' || to_json(e.currency) || ',"description":' || to_json(e.description)
        || ',"line":' || e.line || ',"side":"' || e.side || '"}', ',' order by e.line) as text
    from entry e where e.partner_id = t.partner_id and e.transaction_id = t.id
"""
_LINES = f"""
    select
        t.id::text,
        '{{"cause":' || to_json(t.cause) || ',"description":' || to_json(t.description)
        || ',"details":',
        t.details::text,
        ',"effective_on":"' || to_char(t.effective_on, 'YYYY-MM-DD')
        || '","entries":[' || coalesce(e.text, '')
        || '],"id":"' || t.id || '","key_digest":"' || t.key_digest
        || '","partner":"' || t.partner_id
        || '","posted_at":"' || to_char(t.posted_at at time zone 'UTC', {_TIME})
        || '","recorded_at":"' || to_char(t.recorded_at at time zone 'UTC', {_TIME})
        || '","reverses":' || coalesce('"' || t.reverses_id || '"', 'null')
        || ',"subject":[' || to_json(t.subject_kind)
        || ',' || coalesce('"' || t.subject_id || '"', 'null') || ']}}'
    from ({_WRITTEN}) t cross join lateral ({_ENTRIES}) e
    order by t.id
"""  # noqa: S608 -- nothing but constants of this file
_TRANSACTIONS = f"""
    select t.id, t.key_digest, t.cause, t.subject_kind, t.subject_id, t.description,
           t.effective_on, t.posted_at, t.recorded_at, t.reverses_id, t.details::text as details
    from ({_WRITTEN}) t order by t.id
"""  # noqa: S608 -- the same
_ENTRIES_OF = f"""
    select e.transaction_id, e.line, e.ledger_account_id, e.side, e.amount_minor, e.currency,
           e.description
    from ({_WRITTEN}) t
    join entry e on e.partner_id = t.partner_id and e.transaction_id = t.id
    order by e.transaction_id, e.line
"""  # noqa: S608 -- the same


def lines_between(
    db: Session, partner_id: UUID, first: int, below: int
) -> Iterator[tuple[str, bytes]]:
    """Id and line of what was written from `first` up to, not including, `below`; by id.

    Streamed in chunks, so that memory does not depend on how long transactions are; the session
    can do nothing else until the last one is taken.
    """
    window = {"partner": partner_id, "first": first, "below": below}
    driver: Any = db.connection().connection
    with driver.cursor() as cursor:
        for its_id, head, details, tail in cursor.stream(_LINES, window, size=ROWS_A_CHUNK):
            told = canonical_details(details) if details else "null"
            yield its_id, f"{head}{told}{tail}".encode()


def facts_between(db: Session, partner_id: UUID, first: int, below: int) -> list[TransactionFacts]:
    """The same transactions as plain facts."""
    window = {"partner": partner_id, "first": first, "below": below}
    entries: dict[UUID, list[EntryFacts]] = defaultdict(list)
    for transaction_id, *facts in db.connection().exec_driver_sql(_ENTRIES_OF, window):
        entries[transaction_id].append(EntryFacts(*facts))
    return [
        TransactionFacts(
            partner=partner_id,
            id=row.id,
            key_digest=row.key_digest,
            cause=row.cause,
            subject=(row.subject_kind, row.subject_id),
            description=row.description,
            effective_on=row.effective_on,
            posted_at=row.posted_at,
            recorded_at=row.recorded_at,
            reverses=row.reverses_id,
            details=row.details,
            entries=entries[row.id],
        )
        for row in db.connection().exec_driver_sql(_TRANSACTIONS, window)
    ]
