"""A table of the ledger as a file to keep."""

from uuid import UUID

from flask import Response

from app.banking.trail.actions.note_exported import note_exported
from app.web.door import work
from app.web.ledger_pages.whose import writing
from reports.sheet import Column, Sheet, csv_of, xlsx_of

__all__ = ["Column", "Sheet", "download", "take_along"]
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS = {"csv": csv_of, "xlsx": xlsx_of}


def download(sheet: Sheet, form: str) -> Response:
    """The file, under a name that says what it is."""
    response = Response(WRITERS[form](sheet), mimetype=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    return response


def take_along(
    sheet: Sheet, form: str, *, what: str, about: tuple[str, UUID] | None = None
) -> Response:
    """The file, and a record of who took it along."""
    note_exported(
        writing(),
        what=what,
        form=form,
        rows=len(sheet.rows),
        about=about,
        actor=work.actor,
        now=work.wall,
    )
    return download(sheet, form)
