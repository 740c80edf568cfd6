"""Every version of the brand, what happened to it, and what may happen next."""

from collections.abc import Iterator
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.brands.actions.publish_version import publish_version
from app.banking.brands.actions.roll_back import roll_back
from app.banking.brands.actions.save_draft import save_draft
from app.banking.brands.actions.schedule_version import schedule_version
from app.banking.brands.actions.unschedule_version import unschedule_version
from app.banking.brands.actions.withdraw import withdraw
from app.banking.brands.queries import (
    Version,
    VersionName,
    look_now,
    version_names,
    version_of,
    version_seen_before,
)
from app.banking.brands.rules import SHOWN_BEFORE, Status, may_become
from app.banking.related.queries import of_brand_version
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import BrandVersionId, read_shown, shown
from app.rails.calendars import EASTERN
from app.web.brand_pages.desk import preview, report_of
from app.web.brand_pages.forms import MomentForm
from app.web.brand_pages.listing import EMPTY, versions_list
from app.web.brand_pages.serving import preview_address, with_frames
from app.web.brand_pages.telling import version_context
from app.web.console.brand.exchange import as_file
from app.web.door import allow, moved_to, page, work
from app.web.object_pages.related import related_groups
from app.web.object_pages.steps import Step, step
from app.web.object_pages.told import timeline_fragment
from app.web.tables.pages import Empty, list_page
from themes.differences import differences

WAITING = frozenset({Status.APPROVED, Status.SCHEDULED})
NOT_PUBLISHED = {
    Status.IN_REVIEW: "The bank has not answered yet.",
    Status.REJECTED: "The bank said no. Edit it as a draft and send it again.",
    Status.WITHDRAWN: "It was taken back. Edit it as a draft and send it again.",
    Status.PUBLISHED: "Customers see it already.",
}


LIST = versions_list(
    "brand.versions_index",
    href=lambda line: url_for("brand.show", version_id=line.id),
    lead="Each is kept as it was sent. Anything customers have seen can be brought back in one "
    "step.",
    crumbs=lambda: [("Brand", url_for("brand.index"))],
    empty=Empty(
        EMPTY,
        "The brand still looks as it began. The first version comes from the studio.",
        mark="edit",
        begins=("Open the studio", "brand.index"),
    ),
)


@allow("brand.edit")
def versions_index() -> ResponseReturnValue:
    return list_page(LIST, compare_href=url_for("brand.comparison"))


@allow("brand.edit")
def show(version_id: UUID) -> ResponseReturnValue:
    return _shown(BrandVersionId(version_id), MomentForm(formdata=None))


@allow("brand.edit")
def comparison() -> ResponseReturnValue:
    """Two versions side by side; the latest two unless others are asked for."""
    known = version_names(work.db)
    before, after = _asked("before", known, 1), _asked("after", known, 0)
    looks = [
        preview(preview_address("/brand", work.host.partner_id, each.digest), request.path)
        for each in (before, after)
    ]
    return with_frames(
        page(
            "brand/comparison.html",
            versions=known,
            before=before,
            after=after,
            looks=looks,
            changed=differences(before.brand, after.brand),
            shown_id=shown,
        )
    )


@allow("brand.edit")
def export_version(version_id: UUID) -> ResponseReturnValue:
    version = version_of(work.db, BrandVersionId(version_id))
    return as_file(version.brand, f"{work.partner.slug}-{version.number}.json")


@allow("brand.edit")
def create_copy(version_id: UUID) -> ResponseReturnValue:
    """Go on from this version: it becomes the draft."""
    version = version_of(work.db, BrandVersionId(version_id))
    save_draft(work.db, version.brand, actor=work.actor, now=work.now)
    flash(f"Your draft begins with version {version.number}.", "success")
    return moved_to("brand.index")


@allow("brand.publish")
def create_publication(version_id: UUID) -> ResponseReturnValue:
    own = BrandVersionId(version_id)
    publish_version(work.db, version_id=own, actor=work.actor, now=work.now)
    flash("Published. Customers see it from now on.", "success")
    return moved_to("brand.show", version_id=version_id)


@allow("brand.publish")
def create_schedule(version_id: UUID) -> ResponseReturnValue:
    form, own = MomentForm(), BrandVersionId(version_id)
    if form.validate() and form.due_at.data is not None:
        due_at = form.due_at.data.replace(tzinfo=EASTERN)
        try:
            schedule_version(work.db, version_id=own, due_at=due_at, actor=work.actor, now=work.now)
        except Refused as refusal:
            form.refuse("due_at", refusal)
        else:
            flash("Scheduled. You can still take it back.", "success")
            return moved_to("brand.show", version_id=version_id)
    return _shown(own, form, status=422)


@allow("brand.publish")
def delete_schedule(version_id: UUID) -> ResponseReturnValue:
    own = BrandVersionId(version_id)
    unschedule_version(work.db, version_id=own, actor=work.actor, now=work.now)
    flash("It is not scheduled any more.", "success")
    return moved_to("brand.show", version_id=version_id)


@allow("brand.edit")
def create_withdrawal(version_id: UUID) -> ResponseReturnValue:
    withdraw(work.db, version_id=BrandVersionId(version_id), actor=work.actor, now=work.now)
    flash("Withdrawn. Nobody looks at it any more.", "success")
    return moved_to("brand.show", version_id=version_id)


@allow("brand.publish")
def create_return(version_id: UUID) -> ResponseReturnValue:
    roll_back(work.db, version_id=BrandVersionId(version_id), actor=work.actor, now=work.now)
    flash("Brought back. Customers see this version again.", "success")
    return moved_to("brand.show", version_id=version_id)


def _shown(version_id: BrandVersionId, form: MomentForm, status: int = 200) -> ResponseReturnValue:
    version = version_of(work.db, version_id)
    at = preview_address("/brand", work.host.partner_id, version.digest)
    here = url_for("brand.show", version_id=version_id)
    return with_frames(
        page(
            "brand/version.html",
            fragment=timeline_fragment(),
            drawer=None,
            status=status,
            version=version,
            form=form,
            shown=preview(at, here),
            changed=differences(look_now(work.db), version.brand),
            report=report_of(version.brand),
            can_publish=work.may("brand.publish") and version.status in WAITING,
            is_shown=version.status is Status.PUBLISHED,
            **version_context(
                work.db,
                version,
                here=here,
                steps=list(_steps(version)),
                related=related_groups(work.db, of_brand_version(version_id, work.host.partner_id)),
            ),
        )
    )


def _steps(version: Version) -> Iterator[Step]:
    """Showing it to customers comes first; a version that they have seen is brought back."""
    status, own = version.status, {"version_id": version.id}
    if status in SHOWN_BEFORE:
        back = url_for("brand.create_return", **own)
        yield step("Roll back to this", "brand.publish", post=back, mark="undo", kind="primary")
    else:
        why = NOT_PUBLISHED.get(status, "")
        yield step(
            "Publish", "brand.publish", unless=why, href="#publish", mark="check", kind="primary"
        )
    before = version_seen_before(work.db) if status is Status.PUBLISHED else None
    if before:
        label = f"Roll back to version {before.number}"
        back = url_for("brand.create_return", version_id=before.id)
        yield step(label, "brand.publish", post=back, mark="undo")
    if may_become(status, Status.WITHDRAWN):
        post = url_for("brand.create_withdrawal", **own)
        yield step("Withdraw", "brand.edit", post=post, mark="x")
    yield step("Edit as draft", "brand.edit", post=url_for("brand.create_copy", **own), mark="edit")


def _asked(name: str, known: list[VersionName], place: int) -> Version:
    """The version an address names, or the one at a place; raises NotFound."""
    if not known:
        raise NotFound("version")
    given = request.args.get(name, "")
    latest = known[min(place, len(known) - 1)].id
    version_id = read_shown("brand_version", given) if given else latest
    if version_id is None:
        raise NotFound("version")
    return version_of(work.db, BrandVersionId(version_id))
