"""The whole trail to take along, with its proof; a table of some of it is the list's own export."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response

from app.banking.trail.actions.note_exported import note_exported
from app.banking.trail.exporting import export_trail
from app.banking.trail.seals import first_of_newest
from app.kernel.errors import Refused
from app.web.door import work
from app.web.ledger_pages.whose import whose, writing

PROVEN_MAX = 50_000


def export_proof() -> Response:
    """Everything that is sealed, as tools/verify_audit.py reads it."""
    if first_of_newest(whose.db, PROVEN_MAX, partner_id=whose.partner_id) > 1:
        raise Refused(
            "too_many_records",
            f"The trail has more than {PROVEN_MAX:,} records.",
            next_step="Ask the operator for it: guildhall export-audit writes it whole.",
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trail.zip"
        done = export_trail(whose.db, path, partner_id=whose.partner_id)
        content = path.read_bytes()
    note_exported(
        writing(), what="audit", form="proof", rows=done.records, actor=work.actor, now=work.wall
    )
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name()}.zip"'
    return response


def _name() -> str:
    day: date = work.wall.date()
    return f"audit-{day.isoformat()}"
