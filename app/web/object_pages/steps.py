"""What can be done next with a thing; and of what cannot, why not, in words."""

from dataclasses import dataclass

from app.banking.access.matrix import PERMISSIONS, kind_of
from app.banking.approvals.rule_words import roles_words
from app.web.door import work

BUTTON, LINK = "button", "link"


@dataclass(frozen=True, slots=True)
class Step:
    """A page to go to (`href`) or a form of one button (`post`); with `why_not`, neither."""

    label: str
    href: str = ""
    post: str = ""
    why_not: str = ""
    mark: str = ""
    kind: str = "secondary"


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


def lacks(permission: str) -> str:
    """Why the role is not enough, and whose is; empty when it is."""
    if work.may(permission):
        return ""
    own = kind_of(work.login.role) if work.login else "user"
    holders = [role for role in PERMISSIONS[permission].roles if kind_of(role) == own]
    if not holders:
        return "Nobody on this surface does this."
    return f"Your role does not include this. {roles_words(holders)} can."
