"""Who looked into the console to help: a partner sees each, and ends one at any time."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import ROLES
from app.banking.team.actions.end_support import end_support
from app.banking.team.support import support_accesses
from app.kernel.ids import SupportId
from app.web.door import allow, moved_to, work
from app.web.team_pages.whom import team_page


@allow("team.view")
def support() -> ResponseReturnValue:
    return team_page(
        "support.html",
        tab="support",
        accesses=support_accesses(work.staff),
        roles=ROLES,
        wall=work.wall,
        can_end=work.may("support.end"),
    )


@allow("support.end")
def remove_support(support_id: SupportId) -> ResponseReturnValue:
    end_support(work.staff, support_id=support_id, actor=work.actor, wall=work.wall)
    flash("The support access is over.", "success")
    return moved_to("team.support")
