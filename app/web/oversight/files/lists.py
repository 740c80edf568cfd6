"""Received files, the entries in them, and what goes back to their senders, as lists."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.listing.asked import read_query
from app.banking.listing.asking import read_page
from app.banking.listing.spec import TableSpec
from app.banking.payments.entries_listing import ENTRIES
from app.banking.payments.intake_listing import FILES
from app.banking.payments.returns_listing import RETURNS
from app.web.door import allow, house, work
from app.web.tables.pages import Empty, TablePage, list_page

LINES_SHOWN = 10


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


@allow("oversight.view")
def index() -> ResponseReturnValue:
    return list_page(LIST, may_upload=work.may("files.upload"))


ENTRIES_LIST = TablePage(
    ENTRIES,
    "files.entries",
    href=lambda _: "",
    hrefs={"file": lambda line: url_for("files.show", file_id=line.file_id)},
    lead="Each entry for the bank, in whichever file it came, and what became of it.",
    template="files/part.html",
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


@allow("oversight.view")
def entries() -> ResponseReturnValue:
    return list_page(ENTRIES_LIST)


RETURNS_LIST = TablePage(
    RETURNS,
    "files.returns",
    href=lambda _: "",
    hrefs={"file": lambda line: url_for("files.show", file_id=line.file_id)},
    called="Returns to send",
    lead="What nobody's account could take goes back to its sender. Its money waits in suspense.",
    template="files/part.html",
    parts={"status": "files/_sent.html"},
    presets=(("Not sent yet", "status=prepared&sort=due"),),
    crumbs=lambda: [("Received files", url_for("files.index"))],
    writing=house,
    is_own=lambda: False,
    is_written_later=False,
    first_word="First page",
    next_word="Next",
    empty=Empty(
        "Nothing is to go back",
        "An entry that can be posted to nobody is listed here with why, and by when it is due.",
        mark="undo",
        nobody="Returns are prepared while a file is posted.",
        good={
            ("status", "prepared"): (
                "Nothing waits to be sent",
                "Every return that was prepared is on its way.",
            )
        },
    ),
)


@allow("oversight.view")
def returns() -> ResponseReturnValue:
    return list_page(RETURNS_LIST)


def first_of(spec: TableSpec, query: str) -> Sequence[Any]:
    """The first lines of a list, as a file's own page shows them."""
    return read_page(work.db, spec, read_query(spec, query), limit=LINES_SHOWN).lines
