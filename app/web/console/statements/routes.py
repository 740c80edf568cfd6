"""Statements of a brand's accounts: the list, one in full, and its files."""

from datetime import date
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.statements.queries import (
    StatementCursor,
    StatementFilter,
    StatementPage,
    statement_page,
)
from app.kernel.ids import AccountId, CustomerId, StatementId, read_shown
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, page, work
from app.web.statement_pages.files import csv_file, document_state, pdf_or_wait, statement_shown

blueprint = Blueprint("statements", __name__, template_folder="templates")


@blueprint.get("/statements")
@allow("statements.view")
def index() -> ResponseReturnValue:
    before = read_cursor(request.args.get("before", ""), date, UUID)
    found = statement_page(work.db, _chosen(), before=StatementCursor(*before) if before else None)
    return page(
        "statements/index.html",
        fragment="statements/_list.html",
        statements=found.lines,
        pages=_pages(found, is_first=before is None),
        chosen=_chosen(),
    )


@blueprint.get("/statements/<statement:statement_id>")
@allow("statements.view")
def show(statement_id: StatementId) -> ResponseReturnValue:
    return statement_shown(statement_id)


@blueprint.get("/statements/<statement:statement_id>/document")
@allow("statements.view")
def document(statement_id: StatementId) -> ResponseReturnValue:
    return document_state(statement_id)


@blueprint.get("/statements/<statement:statement_id>/pdf")
@allow("statements.view")
def pdf(statement_id: StatementId) -> ResponseReturnValue:
    return pdf_or_wait(statement_id)


@blueprint.get("/statements/<statement:statement_id>/csv")
@allow("statements.view")
def csv(statement_id: StatementId) -> ResponseReturnValue:
    return csv_file(statement_id)


def _chosen() -> StatementFilter:
    """Whose statements the address asks for; one that names nobody finds nothing."""
    account, customer = request.args.get("account", ""), request.args.get("customer", "")
    return StatementFilter(
        account_id=AccountId(read_shown("account", account) or UUID(int=0)) if account else None,
        customer_id=CustomerId(read_shown("customer", customer) or UUID(int=0))
        if customer
        else None,
    )


def _pages(found: StatementPage, *, is_first: bool) -> dict[str, str]:
    here = {name: request.args.get(name) for name in ("account", "customer")}
    last = found.next_cursor
    older = write_cursor((last.month_on, last.id) if last else None)
    return {
        "newer_href": "" if is_first else url_for("statements.index", **here),
        "older_href": url_for("statements.index", **here, before=older) if older else "",
    }
