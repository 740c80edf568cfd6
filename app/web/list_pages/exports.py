"""Files of lists: written while one waits, or by workers with a page that tells how far."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.listing.asked import Asked, read_query
from app.banking.listing.asking import count_query, read_page
from app.banking.listing.spec import TableSpec
from app.banking.lists.actions.ask_export import ExportOrder, ask_export
from app.banking.lists.cells import cells_of, exported
from app.banking.lists.exports import Export, content_of, export_of, exports_of
from app.banking.lists.registry import LISTS, list_named
from app.banking.lists.rules import AT_ONCE_MAX, EXPORTED_MAX, FORMS
from app.banking.trail.actions.note_exported import note_exported
from app.kernel.errors import Forbidden, Refused
from app.kernel.ids import ExportId
from app.kernel.languages import gettext
from app.web.door import deny, moved_to, page, work
from app.web.list_pages.desk import begins, desk, list_href, me, places, reader
from app.web.tables.pages import TablePage, asked_of
from reports.lists import MEDIA_TYPES, list_file

LOOKS_MAX = 90
WHY_FAILED = {
    "cut_off": "Every attempt was cut off before the file was whole. It may be too large for the "
    "machine that makes it: narrow the list, by days for instance, and export it in parts.",
    "not_found": "Something the list is made of was no longer there when the file was written.",
}
FAULT = (
    "It was tried several times over some minutes, and each time something went wrong. Nothing is "
    "wrong with your list; whoever runs the installation can see what it was."
)
NOT_ALLOWED = Forbidden("not_allowed", "Your role does not include this list any more.")


def export(shown: TablePage, db: Session) -> ResponseReturnValue:
    """Exactly what the address shows: at once, or a page that tells how far the file is."""
    spec, asked = shown.spec, asked_of(shown.spec)
    form = request.form.get("form", "")
    form = form if form in FORMS else FORMS[0]
    found = read_page(db, spec, asked, limit=AT_ONCE_MAX)
    if found.next_key is not None:
        return _later(shown, db, form)
    rows = cells_of(exported(spec, asked), found.lines)
    if work.host.surface != "portal":  # customers' own copies are theirs
        note_exported(
            shown.writing(),
            what=spec.name,
            form=form,
            rows=len(rows),
            actor=work.actor,
            now=work.wall,
        )
    return _download(list_file(spec, asked, rows, form=form), spec.name, form)


def _later(shown: TablePage, db: Session, form: str) -> ResponseReturnValue:
    spec, asked = shown.spec, asked_of(shown.spec)
    if spec.name not in places() or not (shown.is_own() and shown.is_written_later):
        raise Refused(
            "too_long",
            gettext("The list has more than %(count)s lines.", count=f"{AT_ONCE_MAX:,}"),
            next_step=gettext("Narrow the list, by days for instance, and export it in parts."),
        )
    return _asked_for(spec, asked, db, form)


def _asked_for(spec: TableSpec, asked: Asked, db: Session, form: str) -> ResponseReturnValue:
    """By workers: `db` is what reads the list, to say how long it is now."""
    order = ExportOrder(
        form=form,
        rows=db.scalar(select(count_query(spec, asked, EXPORTED_MAX + 1))) or 0,
        login_id=me(),
        is_house=work.host.surface == "oversight",
    )
    export_id = ask_export(desk(), spec, asked, order, actor=work.actor, now=work.now)
    return moved_to("lists.show_export", export_id=export_id)


def exports() -> ResponseReturnValue:
    return page(
        "list_pages/exports.html", exports=exports_of(desk(), me()), lists=LISTS, begins=begins()
    )


def show_export(export_id: ExportId) -> ResponseReturnValue:
    """How far it is; the page looks again by itself, for a while."""
    looks = request.args.get("looks", 0, type=int)
    found = _own(export_id)
    return page(
        "list_pages/export.html",
        fragment="list_pages/_export.html",
        export=found,
        why_failed=WHY_FAILED.get(found.failure, FAULT),
        may_narrow=list_href(found.list_name, found.query) if found.list_name in places() else "",
        spec=list_named(found.list_name),
        next_look=looks + 1 if 0 <= looks < LOOKS_MAX else None,
    )


def create_attempt(export_id: ExportId) -> ResponseReturnValue:
    """The same list, order, columns and kind of file once more, as it is now."""
    failed = _own(export_id)
    spec = list_named(failed.list_name)
    return _asked_for(spec, read_query(spec, failed.query), reader(), failed.form)


def export_file(export_id: ExportId) -> ResponseReturnValue:
    """The file, for whoever asked for it, as long as they may see the list."""
    found = _own(export_id)
    content = content_of(desk(), export_id)
    note_exported(
        desk(),
        what=found.list_name,
        form=found.form,
        rows=found.rows_done,
        actor=work.actor,
        now=work.wall,
    )
    return _download(content, found.list_name, found.form)


def _own(export_id: ExportId) -> Export:
    found = export_of(desk(), export_id, me())
    permission = list_named(found.list_name).permission
    if not work.may(permission):
        deny(permission)
        raise NOT_ALLOWED
    return found


def _download(content: bytes, name: str, form: str) -> Response:
    response = Response(content, mimetype=MEDIA_TYPES[form])
    file = f"{name.replace('_', '-')}-{work.now.date().isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
