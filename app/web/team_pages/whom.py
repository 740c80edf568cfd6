"""Whose team a page shows, and how its pages are made."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.access.rules import KIND_OF_SURFACE
from app.banking.team.queries import Member, member
from app.kernel.ids import LoginId
from app.web.door import page, work

WAITS = ("A second person has to agree first; it waits under Approvals.", "info")


def kind() -> str:
    """Users in a console, officers in oversight."""
    return KIND_OF_SURFACE[work.host.surface]


def member_here(login_id: LoginId) -> Member:
    """Somebody of this team; anybody else's login is a 404."""
    return member(work.staff, login_id, kind=kind(), wall=work.wall)


def team_page(
    template: str, *, tab: str = "", status: int = 200, **context: Any
) -> ResponseReturnValue:
    """A page of the team, with the tabs that its reader may open."""
    return page(f"team_pages/{template}", status=status, tabs=team_tabs(), tab=tab, **context)


def team_tabs() -> list[dict[str, str]]:
    known = [
        ("people", "People", "team.index"),
        ("permissions", "Who can do what", "team.permissions"),
        ("addresses", "Addresses", "team.addresses"),
    ]
    if work.host.surface == "console":
        known.append(("support", "Support access", "team.support"))
    return [{"key": key, "label": label, "href": url_for(end)} for key, label, end in known]
