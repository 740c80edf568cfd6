"""The trail to take along: a table of what was narrowed to, or all of it with its proof."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response

from app.banking.audit.catalogue import label_of
from app.banking.trail.actions.note_exported import note_exported
from app.banking.trail.exporting import export_trail
from app.banking.trail.queries import LINES_MAX, trail_page
from app.banking.trail.seals import first_of_newest
from app.kernel.errors import Refused
from app.web.door import work
from app.web.ledger_pages.sheets import Column, Sheet, download
from app.web.ledger_pages.whose import whose, writing
from app.web.trail_pages.lists import narrowing
from app.web.trail_pages.saying import id_of, noun, told

PROVEN_MAX = 50_000
COLUMNS = (
    Column("At"),
    Column("Recorded"),
    Column("Who"),
    Column("Kind of actor"),
    Column("On behalf of"),
    Column("Action", wide=True),
    Column("About"),
    Column("Id"),
    Column("Reason", wide=True),
    Column("Before", wide=True),
    Column("After", wide=True),
    Column("Details", wide=True),
    Column("Door"),
    Column("Address"),
    Column("Request"),
)


def export_csv() -> Response:
    """As the list is narrowed; the newest of it when there is more than a table should hold."""
    lines, older = trail_page(whose.db, whose.partner_id, narrowing(), after=None, limit=LINES_MAX)
    rows = [
        (
            line.at.isoformat(),
            line.recorded_at.isoformat(),
            line.actor_label,
            line.actor_kind,
            line.on_behalf_of_label or "",
            label_of(line.action),
            noun(line.subject_kind),
            id_of(line.subject_kind, line.subject_id) if line.subject_id else "",
            line.reason or "",
            _told(line.action, line.before, changes=True),
            _told(line.action, line.after, changes=True),
            _told(line.action, line.details),
            line.door,
            line.address_class,
            line.request_id,
        )
        for line in lines
    ]
    note_exported(
        writing(), what="audit", form="csv", rows=len(rows), actor=work.actor, now=work.wall
    )
    note = f"Only the newest {LINES_MAX} records; narrow the list for older ones." if older else ""
    return download(Sheet(_name(), "Audit trail", COLUMNS, rows, note), "csv")


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


def _told(action: str, values: dict[str, object] | None, *, changes: bool = False) -> str:
    pairs = told(action, values or {}, changes=changes)
    return "; ".join(f"{label}: {_plain(value)}" for label, value in pairs)


def _plain(value: object) -> str:
    striptags = getattr(value, "striptags", None)
    return str(striptags()) if striptags else str(value)
