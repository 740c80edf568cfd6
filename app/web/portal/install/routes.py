"""What a phone asks for before it puts the portal among its apps; names nobody but the brand."""

import json

from flask import Blueprint, Response

from app.kernel.errors import NotFound
from app.web.brand import stylesheet
from app.web.door import public, work
from app.web.files import FOREVER
from app.web.first_paint import frame_colors
from app.web.portal.install.icons import SIZES, icon_png
from themes.tokens import Theme

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
        "description": f"Your account with {name}",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": "en-US",
        "theme_color": frame,
        "background_color": frame,
        "icons": _icons(theme),
    }
    return Response(json.dumps(said), mimetype="application/manifest+json")


@blueprint.get(f"/theme/<digest:digest>/{KINDS}.png")
@public
def icon(digest: str, kind: str) -> Response:
    """The host's own mark and no other's, whatever the address says."""
    png = icon_png(_theme_named(digest), kind)
    return Response(png, mimetype="image/png", headers={"Cache-Control": FOREVER})


for view in (manifest, icon):
    view.is_anonymous = True  # type: ignore[attr-defined]


def _theme_named(digest: str) -> Theme:
    """Shown now, or before: an app was perhaps installed before its brand changed."""
    if stylesheet(work.look.theme)[0] == digest:
        return work.look.theme
    for look in work.looks_before():
        if stylesheet(look.theme)[0] == digest:
            return look.theme
    raise NotFound


def _icons(theme: Theme) -> list[dict[str, str]]:
    address = f"/theme/{stylesheet(theme)[0]}"
    drawn = [
        {
            "src": f"{address}/{kind}.png",
            "sizes": f"{SIZES[kind]}x{SIZES[kind]}",
            "type": "image/png",
            "purpose": "maskable" if kind == "maskable" else "any",
        }
        for kind in ("small", "large", "maskable")
    ]
    return [*drawn, {"src": f"{address}.svg", "sizes": "any", "type": "image/svg+xml"}]
