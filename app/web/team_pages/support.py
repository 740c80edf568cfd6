"""Who looked into the console to help: a partner sees each, and ends one at any time."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.team.actions.end_support import end_support
from app.banking.team.support_listing import SUPPORT
from app.kernel.ids import SupportId
from app.web.door import allow, moved_to, work
from app.web.tables.pages import Empty, TablePage, list_page
from app.web.team_pages.whom import team_tabs

LIST = TablePage(
    SUPPORT,
    "team.support",
    href=lambda _: "",
    called="Support access",
    lead="Whoever runs this installation may look at your console to help you: as one role, for "
    "30 minutes, with a reason, and without changing anything. You see each time here, and end it "
    "when you like.",
    template="team_pages/support.html",
    parts={"standing": "team_pages/_looking.html", "end": "team_pages/_end.html"},
    session=lambda: work.staff,
    presets=(("Open now", "standing=looking%2Cunused"),),
    empty=Empty(
        "Nobody has looked in",
        "Each support access is listed here: who, why, for how long, and how many pages they saw.",
        mark="eye",
        nobody="Only whoever runs the installation can ask to look in.",
    ),
)


@allow("team.view")
def support() -> ResponseReturnValue:
    return list_page(LIST, tabs=team_tabs(), tab="support", can_end=work.may("support.end"))


@allow("support.end")
def remove_support(support_id: SupportId) -> ResponseReturnValue:
    end_support(work.staff, support_id=support_id, actor=work.actor, wall=work.wall)
    flash("The support access is over.", "success")
    return moved_to("team.support")
