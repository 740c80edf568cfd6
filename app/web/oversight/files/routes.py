"""Files that came in for the bank: the list, one in full, and bringing one by hand."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from app.banking.listing.asked import read_query
from app.banking.listing.asking import read_page
from app.banking.payments.actions.receive_file import receive_file
from app.banking.payments.entries_listing import ENTRIES
from app.banking.payments.intake_listing import FILES
from app.banking.payments.intake_outcomes import prepared_returns, shares_of
from app.banking.payments.intake_queries import file_detail
from app.banking.payments.receipts import Receipt
from app.banking.related.queries import of_file
from app.kernel.ids import FileId, shown
from app.rails.nacha.codes import RETURN_CODES
from app.storage.session import house_work
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.related import related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.oversight.files.forms import UploadForm
from app.web.tables.pages import Empty, TablePage, list_page

blueprint = Blueprint("files", __name__, template_folder="templates")
NOT_REFUSED = "It was not refused: nothing of it is to be sent again."


LIST = TablePage(
    FILES,
    "files.index",
    href=lambda line: url_for("files.show", file_id=line.id),
    template="files/index.html",
    opens_drawer=True,
    empty=Empty(
        "No file has come in yet",
        "Files arrive from the Fed by themselves; one can also be brought by hand.",
        begins=("Upload a file", "files.new"),
    ),
)


@blueprint.get("/files")
@allow("oversight.view")
def index() -> ResponseReturnValue:
    return list_page(LIST, may_upload=work.may("files.upload"))


open_list(blueprint, LIST, "/files")
ENTRIES_SHOWN = 10
ENTRIES_LIST = TablePage(
    ENTRIES,
    "files.entries",
    href=lambda _: "",
    hrefs={"file": lambda line: url_for("files.show", file_id=line.file_id)},
    lead="Each entry for the bank, in whichever file it came, and what became of it.",
    parts={"outcome": "files/_outcome.html"},
    presets=(
        ("Waiting", "outcome=waiting"),
        ("In suspense", "outcome=suspense"),
        ("Came twice", "outcome=duplicate"),
    ),
    crumbs=lambda: [("Received files", url_for("files.index"))],
    is_written_later=False,
    empty=Empty(
        "No entry has come in yet",
        "Entries are in the files that arrive from the Fed.",
        begins=("Upload a file", "files.new"),
        good={
            ("outcome", "suspense"): (
                "Nothing is in suspense",
                "What cannot be posted to anybody stands here until somebody explains it.",
            )
        },
    ),
)


@blueprint.get("/files/entries")
@allow("oversight.view")
def entries() -> ResponseReturnValue:
    return list_page(ENTRIES_LIST)


open_list(blueprint, ENTRIES_LIST, "/files/entries")


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
    first = read_page(work.db, ENTRIES, read_query(ENTRIES, query), limit=ENTRIES_SHOWN)
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
        entries=first.lines,
        entries_href=f"{url_for('files.entries')}?{query}",
        returns=prepared_returns(work.db, found),
        return_codes=RETURN_CODES,
    )
