"""A brand as a file: taken along, and brought in; refused with each fault named."""

from dataclasses import replace

from flask import Response, flash
from flask.typing import ResponseReturnValue

from app.banking.brands.actions.save_draft import save_draft
from app.banking.brands.queries import draft_of, look_now
from app.web.brand_pages.forms import ImportForm
from app.web.door import allow, moved_to, page, work
from themes.document import BYTES_MAX, BrandDocument, canonical, read_json
from themes.tokens import ThemeRefused

JSON = "application/json"


@allow("brand.edit")
def export_draft() -> ResponseReturnValue:
    """The draft, or what customers see where there is none."""
    draft = draft_of(work.db)
    brand = draft.brand if draft else look_now(work.db)
    return as_file(brand, f"{work.partner.slug}-draft.json")


@allow("brand.edit")
def new_import() -> ResponseReturnValue:
    return page("brand/import.html", form=ImportForm(), faults=())


@allow("brand.edit")
def create_import() -> ResponseReturnValue:
    """The file becomes the draft, whole or not at all."""
    form = ImportForm()
    try:
        brand = _brought(form)
    except ThemeRefused as refused:
        return page("brand/import.html", status=422, form=form, faults=refused.faults)
    save_draft(work.db, brand, actor=work.actor, now=work.now)
    flash("The file is your draft now.", "success")
    return moved_to("brand.index")


def _brought(form: ImportForm) -> BrandDocument:
    """Pictures are this brand's own and stay: a file holds none."""
    file = form.document.data
    if not form.validate() or not file:
        raise ThemeRefused(("choose a file",))
    body = file.stream.read(BYTES_MAX + 1)
    try:
        brand = read_json(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ThemeRefused(("the file is not text",)) from error
    draft = draft_of(work.db)
    own = draft.brand if draft else look_now(work.db)
    return replace(brand, logos=own.logos)


def as_file(brand: BrandDocument, name: str) -> Response:
    """Canonical JSON: its sha256 is the version's digest."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(canonical(brand), mimetype=JSON, headers=headers)
