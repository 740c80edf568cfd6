"""One statement as a page, and its files: the PDF once it is made, the CSV at once."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.related.queries import of_statement
from app.banking.statements.actions.note_taken import note_taken
from app.banking.statements.actions.request_document import request_document
from app.banking.statements.content import StatementContent
from app.banking.statements.queries import (
    StatementDetail,
    has_document,
    statement_detail,
    statement_document,
)
from app.kernel.ids import StatementId, shown
from app.web.door import moved_to, page, work
from app.web.object_pages.related import Group, known, related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from reports.statement.month import month_in_words, month_steps
from reports.statement.naming import statement_file_name
from reports.statement.table import statement_csv

MEDIA_TYPES = {"pdf": "application/pdf", "csv": "text/csv"}
FILES = (
    ("Download PDF", "statements.pdf", "primary"),
    ("Download CSV", "statements.csv", "secondary"),
)
LINES_SHOWN_MAX = 200
LOOKS_MAX = 45  # at two seconds each: then it is no longer a moment, and we say so


def statement_shown(statement_id: StatementId) -> ResponseReturnValue:
    """The statement as a page."""
    statement = statement_detail(work.db, statement_id)
    is_staff = work.host.surface != "portal"
    beside = _beside(statement) if is_staff else {}
    return page(
        "statement_pages/show.html",
        fragment=timeline_fragment() if is_staff else "",
        is_staff=is_staff,
        **beside,
        statement=statement,
        content=statement.content,
        lines=statement.content.lines[:LINES_SHOWN_MAX],
        drawn=month_steps(statement.content),
        month_in_words=month_in_words(statement.content),
    )


def _beside(statement: StatementDetail) -> dict[str, Any]:
    """What staff see besides: what happened to it, notes, and its files to take along."""
    own = {"statement_id": statement.id}
    return object_context(
        work.db,
        "statement",
        statement.id,
        _told(statement),
        steps=[
            step(
                label, "statements.view", href=url_for(endpoint, **own), mark="download", kind=kind
            )
            for label, endpoint, kind in FILES
        ],
        related=_related(statement),
    )


def _related(statement: StatementDetail) -> list[Group]:
    """Whose it is, and the months beside it."""
    content = statement.content
    account = f"{content.account.name} {content.account.masked_number}"
    beside = [
        known("customer", statement.customer_id, content.customer.name),
        known("account", statement.account_id, account),
    ]
    rest = url_for("statements.index", account=shown("account", statement.account_id))
    return related_groups(
        work.db,
        of_statement(statement.account_id, content.month_on),
        beside=beside,
        rest={"statement": rest},
    )


def _told(statement: StatementDetail) -> dict[str, object]:
    """The record without its content, which the page itself is."""
    return {
        "id": statement.id,
        "customer_id": statement.customer_id,
        "account_id": statement.account_id,
        "month_on": statement.content.month_on,
        "sha256": statement.sha256,
        "issued_at": statement.issued_at,
    }


def pdf_or_wait(statement_id: StatementId) -> ResponseReturnValue:
    """The PDF; when nobody has asked before, ask, and show that it is being made."""
    statement = statement_detail(work.db, statement_id)
    if document := statement_document(work.db, statement_id):
        _note_taken(statement_id, "pdf")
        return _download("pdf", document.content, statement.content)
    request_document(work.db, statement_id=statement_id, actor=work.actor, now=work.now)
    return moved_to("statements.document", statement_id=statement_id)


def document_state(statement_id: StatementId) -> ResponseReturnValue:
    """Whether the PDF is there; the page looks again by itself, for a while."""
    looks = request.args.get("looks", 0, type=int)
    return page(
        "statement_pages/document.html",
        fragment="statement_pages/_document.html",
        statement=statement_detail(work.db, statement_id),
        is_ready=has_document(work.db, statement_id),
        next_look=looks + 1 if 0 <= looks < LOOKS_MAX else None,
    )


def csv_file(statement_id: StatementId) -> ResponseReturnValue:
    content = statement_detail(work.db, statement_id).content
    _note_taken(statement_id, "csv")
    return _download("csv", statement_csv(content), content)


def _note_taken(statement_id: StatementId, form: str) -> None:
    """Staff who take somebody's month along leave a record; customers' own copies are theirs."""
    if work.host.surface != "portal":
        note_taken(work.db, statement_id=statement_id, form=form, actor=work.actor, now=work.wall)


def _download(form: str, body: bytes, content: StatementContent) -> Response:
    response = Response(body, mimetype=MEDIA_TYPES[form])
    name = statement_file_name(content, form)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
