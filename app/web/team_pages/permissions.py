"""Who can do what, and why: the matrix as a page, with the people in each role."""

from flask.typing import ResponseReturnValue

from app.banking.access.matrix import areas_of, roles_of
from app.banking.access.rules import KIND_OF_SURFACE
from app.banking.access.team import names_by_role, team
from app.web.door import allow, page, work


@allow("team.view")
def permissions() -> ResponseReturnValue:
    kind = KIND_OF_SURFACE[work.host.surface]
    return page(
        "team_pages/permissions.html",
        roles=roles_of(kind),
        areas=areas_of(kind),
        people=names_by_role(team(work.staff, kind)),
        own_role=work.login.role if work.login else "",
    )
