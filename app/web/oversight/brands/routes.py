"""Brands of the bank's partners: what waits for a yes, each version as customers would see it."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.banking.brands.actions.approve import approve
from app.banking.brands.actions.reject import reject
from app.banking.brands.claims import claims_of
from app.banking.brands.queries import brand_by_digest, look_now, version_of
from app.banking.brands.rules import Status, words_of
from app.banking.oversight.queries import partner_detail
from app.banking.related.queries import of_brand_version
from app.kernel.errors import Refused
from app.kernel.ids import BrandVersionId
from app.web.brand_pages.desk import preview, report_of
from app.web.brand_pages.forms import DecisionForm
from app.web.brand_pages.scenes import SCENES
from app.web.brand_pages.serving import (
    mail_of,
    opened,
    page_of,
    partner_named,
    preview_address,
    statement_of,
    theme_of,
    with_frames,
)
from app.web.brand_pages.telling import version_context
from app.web.door import allow, moved_to, page, work
from app.web.files import picture_response
from app.web.list_pages.batches import open_list
from app.web.object_pages.related import Group, known, related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.oversight.brands.lists import BRANDS_LIST, VERSIONS_LIST, index, partner
from tenants.resolve import Partner
from themes.differences import differences
from themes.document import BrandDocument

blueprint = Blueprint("brands", __name__, template_folder="templates")
BRAND = "/brands/<partner:partner_id>"
VERSION = f"{BRAND}/versions/<brand_version:version_id>"
AT = f"{BRAND}/previews/<digest:digest>/<token:token>"
APPROVED = "Approved. The partner can publish it now."
REJECTED = "Rejected. The partner reads why, and may send another."
NAMES = ", ".join(f"'{name}'" for name in SCENES)


blueprint.get("/brands")(index)
open_list(blueprint, BRANDS_LIST, "/brands")
blueprint.get(BRAND)(partner)
open_list(blueprint, VERSIONS_LIST, BRAND, permission="oversight.view")


@blueprint.get(VERSION)
@allow("oversight.view")
def show(partner_id: UUID, version_id: UUID) -> ResponseReturnValue:
    return _shown(partner_id, BrandVersionId(version_id), DecisionForm(formdata=None))


@blueprint.post(f"{VERSION}/decision")
@allow("brands.decide")
def create_decision(partner_id: UUID, version_id: UUID) -> ResponseReturnValue:
    """Yes or no; an ordinary action in the partner's own books, with the officer as actor."""
    partner_detail(work.db, partner_id)
    form, own = DecisionForm(), BrandVersionId(version_id)
    if form.validate():
        db, note = work.for_partner(partner_id), form.note.data or ""
        decide = approve if form.decision.data == "yes" else reject
        try:
            decide(db, version_id=own, note=note, actor=work.actor, now=work.now)
        except Refused as refusal:
            form.refuse("note", refusal)
        else:
            flash(APPROVED if decide is approve else REJECTED, "success")
            return moved_to("brands.show", partner_id=partner_id, version_id=version_id)
    return _shown(partner_id, own, form, status=422)


@blueprint.get(f"{AT}/pages/<any({NAMES}):name>")
@allow("oversight.view")
def preview_page(partner_id: UUID, digest: str, token: str, name: str) -> ResponseReturnValue:
    owner, look = _opened(partner_id, digest, token)
    return page_of(name, owner, look)


@blueprint.get(f"{AT}/theme.css", defaults={"form": "css"})
@blueprint.get(f"{AT}/theme.svg", defaults={"form": "svg"})
@allow("oversight.view")
def preview_theme(partner_id: UUID, digest: str, token: str, form: str) -> ResponseReturnValue:
    _, look = _opened(partner_id, digest, token)
    return theme_of(form, look)


@blueprint.get(f"{AT}/pictures/<digest:picture>.png", defaults={"form": "png"})
@blueprint.get(f"{AT}/pictures/<digest:picture>.svg", defaults={"form": "svg"})
@allow("oversight.view")
def preview_picture(
    partner_id: UUID, digest: str, token: str, picture: str, form: str
) -> ResponseReturnValue:
    owner, _ = _opened(partner_id, digest, token)
    return picture_response(owner.id, picture, form)


@blueprint.get(f"{AT}/mail")
@allow("oversight.view")
def preview_mail(partner_id: UUID, digest: str, token: str) -> ResponseReturnValue:
    return mail_of(*_opened(partner_id, digest, token))


@blueprint.get(f"{AT}/statement.pdf")
@allow("oversight.view")
def preview_statement(partner_id: UUID, digest: str, token: str) -> ResponseReturnValue:
    return statement_of(*_opened(partner_id, digest, token))


def _opened(partner_id: UUID, digest: str, token: str) -> tuple[Partner, BrandDocument]:
    """A version of a partner of this bank; never a draft, which the bank does not see."""
    partner_detail(work.db, partner_id)
    found = brand_by_digest(work.reading(partner_id), digest, drafts=False)
    return partner_named(partner_id), opened(partner_id, digest, token, found)


def _shown(
    partner_id: UUID, version_id: BrandVersionId, form: DecisionForm, status: int = 200
) -> ResponseReturnValue:
    partner_detail(work.db, partner_id)
    db = work.reading(partner_id)
    version = version_of(db, version_id)
    at = preview_address(f"/brands/{_spelled(partner_id)}", partner_id, version.digest)
    here = url_for("brands.show", partner_id=partner_id, version_id=version_id)
    owner = partner_named(partner_id)
    names = {"brand_name": owner.name, "bank_name": owner.bank.legal_name}
    is_open = version.status is Status.IN_REVIEW
    why = "" if is_open else f"It is {words_of(version.status)}."
    decide = step("Decide", "brands.decide", unless=why, href="#decision", mark="check")
    return with_frames(
        page(
            "brands/show.html",
            fragment=timeline_fragment(),
            drawer=None,
            status=status,
            partner=owner,
            claims=claims_of(version.brand, **names),
            version=version,
            form=form,
            shown=preview(at, here),
            changed=differences(look_now(db), version.brand),
            report=report_of(version.brand),
            may_decide=not decide.why_not,
            is_shown=version.status is Status.PUBLISHED,
            **version_context(
                db,
                version,
                here=here,
                steps=[decide],
                related=_beside(db, version_id, owner),
            ),
        )
    )


def _beside(db: Session, version_id: BrandVersionId, owner: Partner) -> list[Group]:
    """What belongs with a version, its partner first."""
    branches = of_brand_version(version_id, owner.id)
    return related_groups(db, branches, beside=[known("partner", owner.id, owner.name)])


def _spelled(partner_id: UUID) -> str:
    return url_for("brands.partner", partner_id=partner_id).rpartition("/")[2]
