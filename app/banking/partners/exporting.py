"""Everything of a partner's as files to hand over: a line a row, a table a file, counts and hashes.

What lets somebody in is left out; tax ids are opened, for the partner has to keep them itself.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Text, cast, column, func, literal_column, select, table
from sqlalchemy.orm import Session

from app.banking.partners.erasure import SECRET
from app.storage import crypto
from app.storage.scope import current_scope

TAX_ID = "customer.tax_id"


@dataclass(frozen=True, slots=True)
class PartnerExported:
    """How many rows each table had, and the digest of the whole file."""

    rows: dict[str, int]
    sha256: str


def export_partner(db: Session, path: Path, tables: list[str], *, now: datetime) -> PartnerExported:
    """Write a new .zip; raises FileExistsError. The session sees one picture of all tables."""
    partner_id = current_scope(db).partner_id
    counts: dict[str, int] = {}
    digests: dict[str, str] = {}
    with ZipFile(path, "x", ZIP_DEFLATED) as archive:
        for name in tables:
            digest, count = sha256(), 0
            with archive.open(f"{name}.jsonl", "w") as out:
                for line in _lines(db, name):
                    out.write(line)
                    digest.update(line)
                    count += 1
            counts[name], digests[name] = count, digest.hexdigest()
        told = {
            "partner": str(partner_id),
            "taken_at": now.isoformat(),
            "rows": counts,
            "sha256": digests,
        }
        archive.writestr("manifest.json", json.dumps(told, indent=2, sort_keys=True))
    return PartnerExported(counts, sha256(path.read_bytes()).hexdigest())


def _lines(db: Session, name: str) -> Iterator[bytes]:
    """A table's rows as canonical lines, streamed."""
    rows = table(name, column("partner_id"))
    whole = cast(func.to_jsonb(literal_column(name)), Text)
    asked = select(whole).select_from(rows).where(rows.c.partner_id == current_scope(db).partner_id)
    for text in db.scalars(asked, execution_options={"yield_per": 2_000}):
        row = {key: value for key, value in json.loads(text).items() if key not in SECRET}
        if name == "customer":
            row["tax_id"] = _opened(db, row)
        yield json.dumps(row, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _opened(db: Session, row: dict[str, Any]) -> str:
    sealed = bytes.fromhex(row["tax_id"].removeprefix("\\x"))
    row_id, key_id = UUID(row["id"]), UUID(row["tax_id_key_id"])
    return crypto.decrypt(db, sealed, key_id=key_id, place=TAX_ID, row_id=row_id) if sealed else ""
