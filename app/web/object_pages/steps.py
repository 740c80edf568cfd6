"""What can be done next with a thing; and of what cannot, why not, in words."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from app.banking.access.matrix import PERMISSIONS, kind_of
from app.banking.approvals.rule_words import roles_words
from app.web.door import work

NOBODY = "Nobody on this surface does this."


@dataclass(frozen=True, slots=True)
class Step:
    """A page to go to (`href`) or a form of one button (`post`); with `why_not`, neither."""

    label: str
    href: str = ""
    post: str = ""
    why_not: str = ""
    mark: str = ""
    kind: str = "secondary"

    @property
    def is_ending(self) -> bool:
        """It stops or takes away: it stands last, and is not what one comes for."""
        return self.kind == "danger"


def step(
    label: str,
    permission: str,
    *,
    unless: str = "",
    href: str = "",
    post: str = "",
    mark: str = "",
    kind: str = "secondary",
) -> Step:
    """A step that the role includes; `unless` says why the thing's own state does not allow it."""
    return Step(label, href, post, lacks(permission) or unless, mark, kind)


def offered(label: str, endpoint: str, permission: str = "", **values: Any) -> Step:
    """The one thing to do where nothing is yet, or who can: `label` goes on after "Owner can".

    The page itself says who may open it; `permission` is what is done there, where that differs.
    """
    view = current_app.view_functions.get(endpoint)
    needed = permission or getattr(view, "permission", "")
    if view is None:
        return Step(label, why_not=NOBODY)
    if work.may(needed):
        return Step(label, href=url_for(endpoint, **values))
    who = _holders(needed)
    own = label[:1].lower() + label[1:]
    return Step(label, why_not=f"{roles_words(who)} can {own}." if who else NOBODY)


def lacks(permission: str) -> str:
    """Why the role is not enough, and whose is; empty when it is."""
    if work.may(permission):
        return ""
    holders = _holders(permission)
    return f"Your role does not include this. {roles_words(holders)} can." if holders else NOBODY


def _holders(permission: str) -> list[str]:
    """The roles of this surface's people that include it."""
    own = kind_of(work.login.role) if work.login else "user"
    known = PERMISSIONS.get(permission)
    return [role for role in known.roles if kind_of(role) == own] if known else []
