"""A table of the ledger as a file to keep."""

from flask import Response

from reports.sheet import Column, Sheet, csv_of, xlsx_of

__all__ = ["Column", "Sheet", "download"]
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
