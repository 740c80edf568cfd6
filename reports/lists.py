"""A list as a file: exactly the columns and the lines that its page shows."""

from collections.abc import Sequence

from app.banking.listing.asked import Asked
from app.banking.listing.spec import TableSpec, Value
from app.banking.lists.cells import exported
from app.kernel.languages import gettext
from reports.sheet import Column, Sheet, csv_of, xlsx_of

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS = {"csv": csv_of, "xlsx": xlsx_of}


def list_file(
    spec: TableSpec, asked: Asked, rows: Sequence[Sequence[Value]], *, form: str
) -> bytes:
    """`form` is csv or xlsx; amounts are numbers, and no text runs as a formula."""
    columns = tuple(Column(gettext(c.label), wide=c.is_wide) for c in exported(spec, asked))
    return WRITERS[form](Sheet(spec.name, spec.many.capitalize(), columns, rows))
