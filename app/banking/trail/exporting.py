"""A partner's sealed audit trail as files that prove themselves: tools/verify_audit.py reads them.

records.jsonl has the very bytes that were hashed, block by block; blocks.jsonl the headers as the
texts that were hashed. What is not sealed yet is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.ledger.exporting import write_lines, writing_files
from app.banking.ledger.proof.blocks import Block
from app.banking.ledger.proof.lines import canonical, utc_text
from app.banking.ledger.seals import known_keys, told_key
from app.banking.trail.lines import lines_between
from app.banking.trail.seals import trail_blocks, trail_lag, trail_roots
from app.storage.scope import current_partner

VERSION = 1


@dataclass(frozen=True, slots=True)
class TrailExported:
    """What went into an export, and what had to wait."""

    blocks: int
    records: int
    waiting: int


def export_trail(db: Session, out: Path, *, partner_id: UUID | None = None) -> TrailExported:
    """Write a partner into a new folder, or a file that ends in .zip.

    Roots are read before blocks, and blocks before lines and keys, so that sealing may go on
    meanwhile. Raises FileExistsError rather than write over anything.
    """
    partner = current_partner(db, partner_id)
    roots = [
        {"business_on": root.business_on.isoformat(), **root.told()}
        for root in trail_roots(db, partner_id=partner)
    ]
    blocks = list(trail_blocks(db, partner_id=partner))
    last = blocks[-1] if blocks else None
    keys = [told_key(key) for key in known_keys(db)]
    with writing_files(out) as begin:
        count = write_lines(begin, "records.jsonl", _lines(db, blocks))
        told = (_json(block.told() | {"marks": block.marks.hex()}) for block in blocks)
        write_lines(begin, "blocks.jsonl", told)
        write_lines(begin, "keys.json", [_json(keys)])
        write_lines(begin, "day_roots.json", [_json(roots)])
        waiting = trail_lag(db, partner_id=partner).records
        done = TrailExported(last.header.number if last else 0, count, waiting)
        manifest = {
            "version": VERSION,
            "chain": "audit",
            "partner": str(partner),
            "blocks": done.blocks,
            "last_hash": last.hash.hex() if last else "00" * 32,
            "records": done.records,
            "waiting": done.waiting,
            "sealed_at": utc_text(last.header.sealed_at) if last else None,
        }
        write_lines(begin, "manifest.json", [_json(manifest)])
    return done


def _lines(db: Session, blocks: Iterable[Block]) -> Iterator[bytes]:
    """Block by block, in each by id."""
    for block in blocks:
        header = block.header
        members = lines_between(db, header.partner, header.written_from, header.written_below)
        for member in sorted(members, key=lambda line: line.id):
            yield member.line


def _json(value: Any) -> bytes:
    return canonical(value).encode()
