"""What the studio frames: below an address that this session alone can open."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.brands.queries import brand_by_digest
from app.web.brand_pages.scenes import SCENES
from app.web.brand_pages.serving import mail_of, opened, page_of, statement_of, theme_of
from app.web.door import allow, work
from app.web.files import picture_response
from themes.document import BrandDocument

AT = "/brand/previews/<digest:digest>/<token:token>"
NAMES = ", ".join(f"'{name}'" for name in SCENES)
PERMISSION = "brand.edit"


def open_previews(blueprint: Blueprint) -> None:
    """Give the blueprint its previews."""
    blueprint.get(f"{AT}/pages/<any({NAMES}):name>")(preview_page)
    for form in ("css", "svg"):
        blueprint.get(f"{AT}/theme.{form}", defaults={"form": form})(preview_theme)
    for form in ("png", "svg"):
        at = f"{AT}/pictures/<digest:picture>.{form}"
        blueprint.get(at, defaults={"form": form})(preview_picture)
    blueprint.get(f"{AT}/mail")(preview_mail)
    blueprint.get(f"{AT}/statement.pdf")(preview_statement)


@allow(PERMISSION)
def preview_page(digest: str, token: str, name: str) -> ResponseReturnValue:
    return page_of(name, work.partner, _look(digest, token))


@allow(PERMISSION)
def preview_theme(digest: str, token: str, form: str) -> ResponseReturnValue:
    return theme_of(form, _look(digest, token))


@allow(PERMISSION)
def preview_picture(digest: str, token: str, picture: str, form: str) -> ResponseReturnValue:
    _look(digest, token)
    return picture_response(work.host.partner_id, picture, form)


@allow(PERMISSION)
def preview_mail(digest: str, token: str) -> ResponseReturnValue:
    return mail_of(work.partner, _look(digest, token))


@allow(PERMISSION)
def preview_statement(digest: str, token: str) -> ResponseReturnValue:
    return statement_of(work.partner, _look(digest, token))


def _look(digest: str, token: str) -> BrandDocument:
    found = brand_by_digest(work.db, digest)
    return opened(work.host.partner_id, digest, token, found)
