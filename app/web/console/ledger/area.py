"""The blueprint that the modules of this area add their pages to."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint

from app.kernel.errors import Refused
from app.web.door import work

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger", template_folder="templates")


@contextmanager
def refusals() -> Iterator[list[Refused]]:
    """What the core refuses is taken back to here, so that the page can be shown with it."""
    told: list[Refused] = []
    savepoint = work.db.begin_nested()
    try:
        yield told
    except Refused as refusal:
        savepoint.rollback()
        told.append(refusal)
    else:
        savepoint.commit()
