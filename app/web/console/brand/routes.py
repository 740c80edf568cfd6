"""The studio: tokens at the left, real pages at the right, and the way to the bank."""

from dataclasses import replace

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.brands.actions.discard_draft import discard_draft
from app.banking.brands.actions.save_draft import save_draft
from app.banking.brands.actions.submit import submit
from app.banking.brands.claims import Claim, claims_of
from app.banking.brands.queries import Draft, draft_of, look_now, versions_standing
from app.banking.brands.rules import Status
from app.kernel.errors import Refused
from app.web.brand_pages.desk import follows, is_style_alone, preview, report_of
from app.web.brand_pages.forms import BrandForm, NoteForm
from app.web.brand_pages.serving import preview_address, with_frames
from app.web.console.brand.exchange import create_import, export_draft, new_import
from app.web.console.brand.letters import create_letter
from app.web.console.brand.pictures import AT as AT_PICTURE
from app.web.console.brand.pictures import create_picture, delete_picture, pictures_index
from app.web.console.brand.previews import open_previews
from app.web.console.brand.versions import LIST as VERSIONS_LIST
from app.web.console.brand.versions import (
    comparison,
    create_copy,
    create_publication,
    create_return,
    create_schedule,
    create_withdrawal,
    delete_schedule,
    export_version,
    show,
    versions_index,
)
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from themes.derive import palette
from themes.differences import Difference, differences
from themes.document import BrandDocument, digest_of
from themes.load import PRESETS, preset

blueprint = Blueprint("brand", __name__, template_folder="templates")
VERSION = "/brand/versions/<brand_version:version_id>"
UNDER_WAY = (Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED)


@blueprint.get("/brand")
@allow("brand.edit")
def index() -> ResponseReturnValue:
    form, (draft, look) = BrandForm(formdata=None), _worked_on()
    form.show(draft.brand if draft else look)
    return _studio(form, draft, look)


@blueprint.post("/brand/draft")
@allow("brand.edit")
def create_draft() -> ResponseReturnValue:
    """The whole form; a browser with script sends it at each change and gets the outcome alone."""
    form, (draft, look) = BrandForm(), _worked_on()
    before = draft.brand if draft else look
    brand = form.said(before) if form.validate() else None
    if brand is None:
        return _studio(form, draft, look, status=422)
    save_draft(work.db, brand, actor=work.actor, now=work.now)
    if "HX-Request" not in request.headers:
        return moved_to("brand.index", **_state())
    return _studio(form, draft_of(work.db), look, changed=differences(before, brand))


@blueprint.post("/brand/draft/preset")
@allow("brand.edit")
def create_draft_from_preset() -> ResponseReturnValue:
    """Begin again from one of ours; what says who the brand is stays: letters, links, words."""
    name, (draft, look) = request.form.get("preset", ""), _worked_on()
    if name not in PRESETS:
        return moved_to("brand.index")
    brand = draft.brand if draft else look
    theme = replace(preset(name), monogram=brand.theme.monogram)
    chosen = BrandDocument(theme, brand.links, brand.logos, brand.wording)
    save_draft(work.db, chosen, actor=work.actor, now=work.now)
    flash(f"The draft begins with {theme.name} now.", "success")
    return moved_to("brand.index", **_state())


@blueprint.post("/brand/draft/correction")
@allow("brand.edit")
def create_correction() -> ResponseReturnValue:
    """Move the colours nobody can read as far as needed."""
    draft, look = _worked_on()
    brand = draft.brand if draft else look
    if mend := report_of(brand).mend:
        better = BrandDocument(mend.theme, brand.links, brand.logos, brand.wording)
        save_draft(work.db, better, actor=work.actor, now=work.now)
        flash("The colors can be read now. Look at them once more.", "success")
    return moved_to("brand.index", **_state())


@blueprint.post("/brand/draft/removal")
@allow("brand.edit")
def delete_draft() -> ResponseReturnValue:
    discard_draft(work.db, actor=work.actor, now=work.now)
    flash("The draft is gone. You see what customers see.", "success")
    return moved_to("brand.index")


@blueprint.get("/brand/contrast")
@allow("brand.edit")
def contrast() -> ResponseReturnValue:
    """Every pair of colours of the draft, in both schemes."""
    draft, look = _worked_on()
    brand = draft.brand if draft else look
    return page("brand/contrast.html", brand_shown=brand, report=report_of(brand))


@blueprint.get("/brand/review")
@allow("brand.edit")
def new_review() -> ResponseReturnValue:
    return _review(NoteForm())


@blueprint.post("/brand/review")
@allow("brand.edit")
def create_review() -> ResponseReturnValue:
    """To the bank, with a word."""
    form = NoteForm()
    if form.validate():
        try:
            version_id = submit(work.db, note=form.note.data or "", actor=work.actor, now=work.now)
        except Refused as refusal:
            form.refuse("note", refusal)
        else:
            flash(f"{work.bank.name} has it now.", "success")
            return moved_to("brand.show", version_id=version_id)
    return _review(form, status=422)


def _review(form: NoteForm, status: int = 200) -> ResponseReturnValue:
    draft, look = _worked_on()
    return page(
        "brand/review.html",
        status=status,
        form=form,
        draft=draft,
        changed=differences(look, draft.brand) if draft else (),
        report=report_of(draft.brand) if draft else None,
        claims=_claims(draft.brand) if draft else (),
    )


def _studio(
    form: BrandForm,
    draft: Draft | None,
    look: BrandDocument,
    *,
    changed: tuple[Difference, ...] = (),
    status: int = 200,
) -> ResponseReturnValue:
    brand = draft.brand if draft else look
    digest = draft.digest if draft else digest_of(look)
    at = preview_address("/brand", work.host.partner_id, digest)
    shown = preview(at, url_for("brand.index"))
    standing = versions_standing(work.db, Status.PUBLISHED, *UNDER_WAY)
    response = page(
        "brand/studio.html",
        fragment="brand/_outcome.html",
        status=status,
        form=form,
        draft=draft,
        shown=shown,
        is_style_alone=is_style_alone(changed),
        report=report_of(brand),
        claims=_claims(brand),
        follows=follows(brand, shown.scheme),
        changed=differences(look, brand),
        presets=[(name, preset(name)) for name in PRESETS],
        preset_colours={name: palette(preset(name)).light for name in PRESETS},
        under_way=[each for each in standing if each.status in UNDER_WAY],
        published=next((each for each in standing if each.status is Status.PUBLISHED), None),
    )
    return with_frames(response)


def _worked_on() -> tuple[Draft | None, BrandDocument]:
    """The draft, and what customers see."""
    return draft_of(work.db), look_now(work.db)


def _claims(brand: BrandDocument) -> tuple[tuple[str, Claim], ...]:
    """What the draft says too much about deposit insurance."""
    names = {"brand_name": work.partner.name, "bank_name": work.bank.legal_name}
    return claims_of(brand, **names)


def _state() -> dict[str, str]:
    """What the preview showed is shown again."""
    asked = preview("", "")
    return {"page": asked.page, "device": asked.device, "scheme": asked.scheme}


blueprint.get("/brand/draft.json")(export_draft)
blueprint.get("/brand/import")(new_import)
blueprint.post("/brand/import")(create_import)
blueprint.get("/brand/versions")(versions_index)
open_list(blueprint, VERSIONS_LIST, "/brand/versions")
blueprint.get("/brand/comparison")(comparison)
blueprint.get(VERSION)(show)
blueprint.get(f"{VERSION}/document.json")(export_version)
blueprint.post(f"{VERSION}/draft")(create_copy)
blueprint.post(f"{VERSION}/publication")(create_publication)
blueprint.post(f"{VERSION}/schedule")(create_schedule)
blueprint.post(f"{VERSION}/schedule/removal")(delete_schedule)
blueprint.post(f"{VERSION}/withdrawal")(create_withdrawal)
blueprint.post(f"{VERSION}/return")(create_return)
blueprint.get("/brand/pictures")(pictures_index)
blueprint.post(AT_PICTURE)(create_picture)
blueprint.post(f"{AT_PICTURE}/removal")(delete_picture)
blueprint.post("/brand/draft/letter")(create_letter)
open_previews(blueprint)
