"""The blueprint of views and files, made anew for each surface that has it."""

from flask import Blueprint

from app.web.door import View, allow
from app.web.list_pages.exports import create_attempt, export_file, exports, show_export
from app.web.list_pages.views import (
    change,
    create_removal,
    create_share,
    create_share_removal,
    create_view,
    edit_view,
    views,
)

EXPORT = "/exports/<export:export_id>"
VIEW = "/views/<saved_view:view_id>"
KEEP, SHARE = "views.keep", "views.share"


def lists_blueprint(name: str, permission: str) -> Blueprint:
    """Files stand behind the surface's own permission: whoever sees a list may take it along."""
    blueprint = Blueprint("lists", name)
    reads: dict[str, tuple[View, str]] = {
        "/exports": (exports, permission),
        EXPORT: (show_export, permission),
        f"{EXPORT}/file": (export_file, permission),
        "/views": (views, KEEP),
        VIEW: (edit_view, KEEP),
    }
    changes: dict[str, tuple[View, str]] = {
        f"{EXPORT}/attempts": (create_attempt, permission),
        "/views": (create_view, KEEP),
        VIEW: (change, KEEP),
        f"{VIEW}/removal": (create_removal, KEEP),
        f"{VIEW}/share": (create_share, SHARE),
        f"{VIEW}/share/removal": (create_share_removal, SHARE),
    }
    for path, (view, needed) in reads.items():
        blueprint.get(path, endpoint=view.__name__)(allow(needed)(_door(view)))
    for path, (view, needed) in changes.items():
        blueprint.post(path, endpoint=view.__name__)(allow(needed)(_door(view)))
    return blueprint


def _door(view: View) -> View:
    """A view of this surface alone: the permission is written on it."""

    def door(**values: object) -> object:
        return view(**values)

    return door  # type: ignore[return-value]
