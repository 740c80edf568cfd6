"""Statements of a brand's accounts: the list, one in full, and its files."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.banking.statements.listing import STATEMENTS
from app.kernel.ids import StatementId
from app.web.door import allow
from app.web.list_pages.batches import open_list
from app.web.statement_pages.files import csv_file, document_state, pdf_or_wait, statement_shown
from app.web.tables.pages import Empty, TablePage, list_page

blueprint = Blueprint("statements", __name__, template_folder="templates")


LIST = TablePage(
    STATEMENTS,
    "statements.index",
    href=lambda line: url_for("statements.show", statement_id=line.id),
    lead="Issued on the first of each month, for the month before.",
    opens_drawer=True,
    parts={"files": "statements/_files.html"},
    empty=Empty(
        "No statements yet",
        "There is one of each month for every account that was open in it.",
        mark="file",
        nobody="They are issued by themselves on the first of the month after.",
        no_match="The first statement is issued on the first of the month after the account was "
        "opened.",
    ),
)


@blueprint.get("/statements")
@allow("statements.view")
def index() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/statements")


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
