"""Pictures of the brand: logo in light and dark, mark, browser icon; each with words for it."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.brands.actions.keep_logo import keep_logo, remove_logo
from app.banking.brands.queries import draft_of, look_now
from app.kernel.errors import DomainError
from app.web.brand import brand_of
from app.web.brand_pages.forms import PictureForm
from app.web.door import allow, moved_to, page, work
from themes.document import LOGOS
from themes.pictures import BYTES_MAX

PLACES = ", ".join(f"'{place}'" for place in LOGOS)
AT = f"/brand/pictures/<any({PLACES}):place>"


@allow("brand.edit")
def pictures_index() -> ResponseReturnValue:
    return _shown(PictureForm(formdata=None), "")


@allow("brand.edit")
def create_picture(place: str) -> ResponseReturnValue:
    """Made anew, kept, and put into the draft."""
    form = PictureForm()
    if form.validate():
        file = form.picture.data
        body = file.stream.read(BYTES_MAX + 1) if file else b""
        try:
            own = {"alt": form.alt.data or "", "actor": work.actor, "now": work.now}
            keep_logo(work.db, place, body, **own)
        except DomainError as refusal:
            form.refuse("alt" if refusal.code == "alt_invalid" else "picture", refusal)
        else:
            flash(f"{LOGOS[place]}: kept in the draft.", "success")
            return moved_to("brand.pictures_index")
    return _shown(form, place, status=422)


@allow("brand.edit")
def delete_picture(place: str) -> ResponseReturnValue:
    remove_logo(work.db, place, actor=work.actor, now=work.now)
    flash(f"{LOGOS[place]}: taken out of the draft.", "success")
    return moved_to("brand.pictures_index")


def _shown(form: PictureForm, sent: str, status: int = 200) -> ResponseReturnValue:
    draft = draft_of(work.db)
    look = draft.brand if draft else look_now(work.db)
    return page(
        "brand/pictures.html",
        status=status,
        form=form,
        sent=sent,
        places=LOGOS,
        own=look.logos,
        drawn=brand_of(work.partner, "portal", look),
    )
