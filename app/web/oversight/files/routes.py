"""Files that came in for the bank: their lists, one in full, and bringing one by hand."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from app.banking.payments.actions.receive_file import receive_file
from app.banking.payments.entries_listing import ENTRIES
from app.banking.payments.intake_outcomes import shares_of
from app.banking.payments.intake_queries import file_detail
from app.banking.payments.receipts import Receipt
from app.banking.payments.returns_listing import RETURNS
from app.banking.related.queries import of_file
from app.kernel.ids import FileId, shown
from app.storage.session import house_work
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.related import related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.oversight.files.forms import UploadForm
from app.web.oversight.files.lists import (
    ENTRIES_LIST,
    LIST,
    RETURNS_LIST,
    entries,
    first_of,
    index,
    returns,
)

blueprint = Blueprint("files", __name__, template_folder="templates")
NOT_REFUSED = "It was not refused: nothing of it is to be sent again."
blueprint.get("/files")(index)
open_list(blueprint, LIST, "/files")
blueprint.get("/files/entries")(entries)
open_list(blueprint, ENTRIES_LIST, "/files/entries")
blueprint.get("/files/returns")(returns)
open_list(blueprint, RETURNS_LIST, "/files/returns")


@blueprint.get("/files/new")
@allow("files.upload")
def new() -> ResponseReturnValue:
    return page("files/new.html", form=UploadForm(), receipt=None)


@blueprint.post("/files")
@allow("files.upload")
def create() -> ResponseReturnValue:
    form = UploadForm()
    if not form.validate():
        return page("files/new.html", status=422, form=form, receipt=None)
    receipt = _receive(form.file.data.filename, form.file.data.read())
    if receipt.is_repeat:
        flash(f"{receipt.bank_name} received this very file before. Nothing was done.", "info")
    elif receipt.is_refused:
        return page("files/new.html", status=422, form=form, receipt=receipt)
    else:
        flash("The file is accepted and will be posted in a moment.", "success")
    return moved_to("files.show", file_id=receipt.file_id)


def _receive(name: str, content: bytes) -> Receipt:
    """In a transaction of its own: a refused file is kept although the answer is a refusal."""
    with house_work(work.partner.id, work.bank.id) as db:
        return receive_file(
            db, name=name, content=content, came_from="upload", actor=work.actor, now=work.now
        )


@blueprint.get("/files/<file:file_id>")
@allow("oversight.view")
def show(file_id: UUID) -> ResponseReturnValue:
    found = FileId(file_id)
    query = f"file={shown('file', file_id)}&sort=record"
    file = file_detail(work.db, found)
    return page(
        "files/show.html",
        fragment=timeline_fragment(),
        file=file,
        **object_context(
            work.house(),
            "file",
            file_id,
            file,
            steps=[
                step(
                    "Upload a corrected file",
                    "files.upload",
                    unless="" if file.line.status == "refused" else NOT_REFUSED,
                    href=url_for("files.new"),
                    mark="upload",
                )
            ],
            related=related_groups(work.db, of_file(file_id)),
        ),
        shares=shares_of(work.db, found),
        entries=first_of(ENTRIES, query),
        entries_href=f"{url_for('files.entries')}?{query}",
        returns=first_of(RETURNS, query),
        returns_href=f"{url_for('files.returns')}?{query}",
    )
