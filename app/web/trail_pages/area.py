"""Which address shows which page of a trail, and how whatever is done there is written down."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.web.door import View, allow
from app.web.list_pages.batches import open_list
from app.web.trail_pages.exports import export_proof
from app.web.trail_pages.lists import LIST, index
from app.web.trail_pages.records import record
from app.web.trail_pages.verification import verification

PERMISSION = "audit.view"
RECORD = "/records/<audit_record:record_id>"


def open_trail(blueprint: Blueprint, prefix: str) -> None:
    """Give a surface's blueprint the pages of a trail below `prefix`."""
    pages: dict[str, View] = {
        prefix: index,
        f"{prefix}{RECORD}": record,
        f"{prefix}/proof.zip": export_proof,
        f"{prefix}/verification": verification,
    }
    for path, view in pages.items():
        blueprint.get(path, endpoint=view.__name__)(_door(view))
    open_list(blueprint, LIST, prefix)


def _door(view: View) -> View:
    def door(**values: object) -> ResponseReturnValue:
        return view(**values)

    door.__name__ = view.__name__
    return allow(PERMISSION)(door)  # type: ignore[return-value]
