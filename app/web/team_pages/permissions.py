"""Who can do what, and why: the matrix as a page, with the people in each role."""

from flask.typing import ResponseReturnValue

from app.banking.access.matrix import areas_of, roles_of
from app.banking.team.queries import names_by_role, team
from app.banking.team.second_person import second_person
from app.web.approval_pages.desk import desk
from app.web.door import allow, work
from app.web.team_pages.whom import kind, team_page


@allow("team.view")
def permissions() -> ResponseReturnValue:
    return team_page(
        "permissions.html",
        tab="permissions",
        roles=roles_of(kind()),
        areas=areas_of(kind()),
        people=names_by_role(team(work.staff, kind(), wall=work.wall)),
        own_role=work.login.role if work.login else "",
        second=second_person(desk(), kind(), now=work.now),
    )
