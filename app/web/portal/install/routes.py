"""What a phone asks for before it puts the portal among its apps; names nobody but the brand."""

import json

from flask import Blueprint, Response

from app.kernel.errors import NotFound
from app.kernel.languages import gettext as _
from app.kernel.languages import spoken
from app.storage.session import partner_work
from app.web.brand import icons_name
from app.web.door import public, work
from app.web.files import FOREVER
from app.web.first_paint import frame_colors
from app.web.portal.install.icons import icon_png
from themes.app_icon import SIZES, app_icon
from themes.assets import picture_of
from themes.document import BrandDocument

blueprint = Blueprint("install", __name__)
KINDS = "<any('small', 'large', 'maskable', 'touch'):kind>"
SHORT_NAME_MAX = 12  # what a phone shows below an icon


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """The brand of this host as an app: it opens at home, in a window of its own."""
    theme, name = work.look.theme, work.partner.name
    frame = frame_colors(theme)["light"]
    said = {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= SHORT_NAME_MAX else name.split()[0][:SHORT_NAME_MAX],
        "description": _("Your account with %(brand)s", brand=name),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": spoken(),
        "theme_color": frame,
        "background_color": frame,
        "icons": _icons(work.look),
    }
    return Response(json.dumps(said), mimetype="application/manifest+json")


@blueprint.get(f"/theme/<digest:digest>/{KINDS}.png")
@public
def icon(digest: str, kind: str) -> Response:
    """The host's own mark and no other's, whatever the address says."""
    look = _look_named(digest)
    png = _brought(look, kind) or icon_png(look.theme, kind)
    return Response(png, mimetype="image/png", headers={"Cache-Control": FOREVER})


for view in (manifest, icon):
    view.is_anonymous = True  # type: ignore[attr-defined]


def _look_named(digest: str) -> BrandDocument:
    """Shown now, or before: an app was perhaps installed before its brand changed."""
    if icons_name(work.look) == digest:
        return work.look
    for look in work.looks_before():
        if icons_name(look) == digest:
            return look
    raise NotFound


def _brought(look: BrandDocument, kind: str) -> bytes | None:
    """The brand's own picture of its mark, where it has one."""
    mark, partner_id = look.logos.get("mark"), work.host.partner_id
    if mark is None:
        return None
    with partner_work(partner_id) as db:
        picture = picture_of(db, partner_id, mark.asset)
    return app_icon(picture, look.theme.brand, kind) if picture else None


def _icons(look: BrandDocument) -> list[dict[str, str]]:
    address = f"/theme/{icons_name(look)}"
    icons = [
        {
            "src": f"{address}/{kind}.png",
            "sizes": f"{SIZES[kind]}x{SIZES[kind]}",
            "type": "image/png",
            "purpose": "maskable" if kind == "maskable" else "any",
        }
        for kind in ("small", "large", "maskable")
    ]
    if "mark" not in look.logos:
        icons.append({"src": f"{address}.svg", "sizes": "any", "type": "image/svg+xml"})
    return icons
