"""A customer's statements: the list, one in full, and its files."""

from datetime import date
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.statements.queries import StatementCursor, StatementPage, statement_page
from app.kernel.ids import StatementId
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, page, work
from app.web.statement_pages.files import csv_file, document_state, pdf_or_wait, statement_shown

blueprint = Blueprint("statements", __name__, template_folder="templates")


@blueprint.get("/statements")
@allow("portal.use")
def index() -> ResponseReturnValue:
    before = read_cursor(request.args.get("before", ""), date, UUID)
    found = statement_page(work.db, before=StatementCursor(*before) if before else None)
    return page(
        "statements/index.html",
        statements=found.lines,
        pages=_pages(found, is_first=before is None),
    )


@blueprint.get("/statements/<statement:statement_id>")
@allow("portal.use")
def show(statement_id: StatementId) -> ResponseReturnValue:
    return statement_shown(statement_id)


@blueprint.get("/statements/<statement:statement_id>/document")
@allow("portal.use")
def document(statement_id: StatementId) -> ResponseReturnValue:
    return document_state(statement_id)


@blueprint.get("/statements/<statement:statement_id>/pdf")
@allow("portal.use")
def pdf(statement_id: StatementId) -> ResponseReturnValue:
    return pdf_or_wait(statement_id)


@blueprint.get("/statements/<statement:statement_id>/csv")
@allow("portal.use")
def csv(statement_id: StatementId) -> ResponseReturnValue:
    return csv_file(statement_id)


def _pages(found: StatementPage, *, is_first: bool) -> dict[str, str]:
    last = found.next_cursor
    older = write_cursor((last.month_on, last.id) if last else None)
    return {
        "newer_href": "" if is_first else url_for("statements.index"),
        "older_href": url_for("statements.index", before=older) if older else "",
    }
