"""A partner's sealed ledger as files that prove themselves: what tools/verify_ledger.py reads.

transactions.jsonl has the very bytes that were hashed, block by block; blocks.jsonl the headers as
the texts that were hashed. What is not sealed yet is left out, of the balances as well.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.proof.lines import canonical, utc_text
from app.banking.ledger.sealed_lines import lines_between
from app.banking.ledger.seals import (
    LAST_NUMBER,
    blocks,
    day_roots,
    known_keys,
    last_block,
    seal_lag,
    told_key,
    told_root,
)
from app.storage.scope import current_partner

VERSION = 1
COMPRESSION = zipfile.ZIP_DEFLATED
FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same ledger gives the same bytes

_ACCOUNTS = text(
    "select id, code, name, kind, normal_side, currency, is_pooled, floor_minor, opened_at, "
    "closed_at from ledger_account where partner_id = :partner order by id"
)
_CLOSING = text(
    "select a.id as account, case when a.is_pooled then coalesce(c.current_minor, 0) "
    "else a.current_minor - coalesce(w.waiting, 0) end as current_minor "
    "from ledger_account a "
    "left join ledger_checkpoint c on c.partner_id = a.partner_id and c.ledger_account_id = a.id "
    "left join (select e.ledger_account_id as id, sum(case e.side when o.normal_side "
    "then e.amount_minor else -e.amount_minor end) as waiting "
    "from ledger_transaction t "
    "join entry e on e.partner_id = t.partner_id and e.transaction_id = t.id "
    "join ledger_account o on o.partner_id = e.partner_id and o.id = e.ledger_account_id "
    "where t.partner_id = :partner and t.written_by >= :mark group by 1) w on w.id = a.id "
    "where a.partner_id = :partner order by a.id"
)
_DAYS = text(
    "select ledger_account_id as account, business_on, current_minor from ledger_day_balance "
    "where partner_id = :partner order by business_on, ledger_account_id"
)
_STREAMED = {"yield_per": 5_000}

OpenFile = Callable[[str], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into an export, and what had to wait."""

    blocks: int
    transactions: int
    waiting: int


def export_ledger(db: Session, out: Path) -> Exported:
    """Write the partner in scope into a new folder, or a file that ends in .zip.

    The session must read in one snapshot. Raises FileExistsError rather than write over anything.
    """
    partner_id = current_partner(db)
    last = last_block(db)
    mark = last.header.written_below if last else 0
    with writing_files(out) as begin:
        count = write_lines(begin, "transactions.jsonl", _lines(db, partner_id))
        told = (block.told() | {"marks": block.marks.hex()} for block in blocks(db))
        write_lines(begin, "blocks.jsonl", (_json(block) for block in told))
        write_lines(begin, "accounts.jsonl", _accounts(db, partner_id))
        write_lines(begin, "balances.jsonl", _balances(db, partner_id, mark))
        write_lines(begin, "keys.json", [_json([told_key(key) for key in known_keys(db)])])
        roots = reversed(day_roots(db, limit=LAST_NUMBER))
        write_lines(
            begin, "day_roots.json", [_json([told_root(root, partner_id) for root in roots])]
        )
        waiting = seal_lag(db).transactions
        done = Exported(last.header.number if last else 0, count, waiting)
        manifest = {
            "version": VERSION,
            "partner": str(partner_id),
            "blocks": done.blocks,
            "last_hash": last.hash.hex() if last else "00" * 32,
            "transactions": done.transactions,
            "waiting": done.waiting,
            "sealed_at": utc_text(last.header.sealed_at) if last else None,
        }
        write_lines(begin, "manifest.json", [_json(manifest)])
    return done


@contextmanager
def writing_files(out: Path) -> Iterator[OpenFile]:
    """How the next file is begun, in a folder or an archive."""
    if out.suffix != ".zip":
        out.mkdir(parents=True)
        yield lambda name: (out / name).open("xb")
        return
    with zipfile.ZipFile(out, "x", COMPRESSION) as archive:

        def begin(name: str) -> IO[bytes]:
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = COMPRESSION
            return archive.open(entry, "w", force_zip64=True)

        yield begin


def write_lines(begin: OpenFile, name: str, lines: Iterable[bytes]) -> int:
    """One line after the other; returns how many."""
    count = 0
    with begin(name) as file, io.BufferedWriter(file) as buffered:
        for line in lines:
            buffered.write(line + b"\n")
            count += 1
    return count


def _lines(db: Session, partner_id: UUID) -> Iterator[bytes]:
    for block in blocks(db):
        header = block.header
        for _id, line in lines_between(db, partner_id, header.written_from, header.written_below):
            yield line


def _accounts(db: Session, partner_id: UUID) -> Iterator[bytes]:
    for row in db.execute(_ACCOUNTS, {"partner": partner_id}, execution_options=_STREAMED):
        yield _json(
            {
                "id": str(row.id),
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "normal_side": row.normal_side,
                "currency": row.currency,
                "is_pooled": row.is_pooled,
                "floor_minor": row.floor_minor,
                "opened_at": utc_text(row.opened_at),
                "closed_at": utc_text(row.closed_at) if row.closed_at else None,
            }
        )


def _balances(db: Session, partner_id: UUID, mark: int) -> Iterator[bytes]:
    """At the end of the export (no day), then of each closed day on which an account had moved."""
    asked = {"partner": partner_id, "mark": mark}
    for row in db.execute(_CLOSING, asked, execution_options=_STREAMED):
        yield _balance(row.account, None, row.current_minor)
    for row in db.execute(_DAYS, asked, execution_options=_STREAMED):
        yield _balance(row.account, row.business_on.isoformat(), row.current_minor)


def _balance(account: UUID, day: str | None, minor: Any) -> bytes:
    return _json({"account": str(account), "business_on": day, "current_minor": int(minor)})


def _json(value: Any) -> bytes:
    return canonical(value).encode()
