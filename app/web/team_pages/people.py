"""The people of a team: the list, and one of them with what may be changed."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.access.chiefs import CHIEF
from app.banking.access.matrix import EXAMINER, ROLES
from app.banking.audit.catalogue import label_of
from app.banking.audit.queries import ChangeLine
from app.banking.related.queries import of_member
from app.banking.team.listing import TEAM
from app.banking.team.queries import Member, Standing, team
from app.banking.team.rules import CHANGEABLE
from app.kernel.ids import LoginId
from app.web.door import allow, work
from app.web.forms import Form
from app.web.object_pages.related import related_groups
from app.web.object_pages.sources import Look, approvals_source, changes_source
from app.web.object_pages.steps import Step, step
from app.web.object_pages.told import Source, timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.tables.pages import Empty, TablePage, list_page
from app.web.team_pages.forms import ReasonForm, RoleForm, TermForm
from app.web.team_pages.whom import kind, member_here, team_page, team_tabs

MARKS = {
    "user.added": ("user", "neutral"),
    "user.invited": ("mail", "neutral"),
    "user.invited_again": ("mail", "neutral"),
    "user.role_changed": ("swap", "info"),
    "user.disabled": ("lock", "danger"),
    "user.enabled": ("unlock", "success"),
    "user.factors_removed": ("key", "warning"),
}


LIST = TablePage(
    TEAM,
    "team.index",
    href=lambda line: url_for("team.show", login_id=line.id),
    lead="Everyone who signs in here: what they are, and how well their sign-in is guarded.",
    template="team_pages/people.html",
    parts={
        "standing": "team_pages/_standing.html",
        "role": "team_pages/_role.html",
        "factor": "team_pages/_factor.html",
        "seen": "team_pages/_seen.html",
    },
    session=lambda: work.staff,
    kind="login",
    presets=(("Invited", "standing=invited"), ("Without a second factor", "factor=no")),
    first_word="From the beginning",
    next_word="Next",
    empty=Empty(
        "Nobody yet",
        "Whoever is invited is listed here.",
        mark="users",
        begins=("Invite somebody", "team.new_invitation"),
    ),
)


@allow("team.view")
def index() -> ResponseReturnValue:
    members = team(work.staff, kind(), wall=work.wall)
    return list_page(
        LIST,
        tabs=team_tabs(),
        tab="people",
        can_invite=work.may("users.invite"),
        lacking=[each for each in members if each.may_come and not each.has_second_factor],
    )


@allow("team.view")
def show(login_id: LoginId) -> ResponseReturnValue:
    return member_page(login_id)


def member_page(
    login_id: LoginId, *, refused: Form | None = None, status: int = 200
) -> ResponseReturnValue:
    """One of the team; a form that was refused is shown as it was sent."""
    found = member_here(login_id)
    own = work.login is not None and work.login.login_id == login_id
    return team_page(
        "show.html",
        status=status,
        fragment=timeline_fragment(),
        member=found,
        role=ROLES[found.role],
        is_own=own,
        chief=ROLES[CHIEF[kind()]].label.lower(),
        refused=refused,
        **_forms(found, refused) if not own else {},
        **object_context(
            work.staff,
            "login",
            login_id,
            found,
            *_told_by(login_id),
            steps=list(_steps(found, is_own=own)),
            related=related_groups(work.staff, of_member(login_id)),
            here=url_for("team.show", login_id=login_id),
        ),
    )


def _told_by(login_id: LoginId) -> Iterator[Source]:
    """What was done about somebody's access; how they sign in is their own business."""
    yield changes_source(work.staff, [login_id], own=login_id, retold=_retold, only=("user.",))
    if work.may("approvals.view"):
        yield approvals_source(work.staff, [login_id])


def _steps(found: Member, *, is_own: bool) -> Iterator[Step]:
    """What may be changed of somebody, each with its small form beside."""
    own = "Nobody changes their own role or access." if is_own else ""
    gone = own or ("" if found.may_come else "They have no access now.")
    fixed = "" if found.role in CHANGEABLE else f"{ROLES[found.role].label} stays what it is."
    yield step("Change role", "users.change_role", unless=gone or fixed, href="#role", mark="swap")
    if found.role == EXAMINER:
        yield step("Set days", "users.invite", unless=own, href="#term", mark="calendar")
    none = "" if found.has_second_factor else "They have set up none yet."
    yield step("Reset sign-in", "users.reset", unless=gone or none, href="#factors", mark="key")
    if found.standing is Standing.DISABLED:
        yield step("Let in again", "users.disable", unless=own, href="#access", mark="unlock")
    else:
        yield step(
            "End access", "users.disable", unless=gone, href="#access", mark="lock", kind="danger"
        )


def _forms(found: Member, refused: Form | None) -> dict[str, Any]:
    """What the reader may change of this member, as the member stands."""
    forms: dict[str, Any] = {
        "can_invite": work.may("users.invite") and not found.has_come,
        "can_end": work.may("users.disable") and found.may_come,
        "can_let_in": work.may("users.disable") and found.standing is Standing.DISABLED,
        "can_reset": work.may("users.reset") and found.may_come and found.has_second_factor,
        "reason_form": ReasonForm(),
    }
    if work.may("users.change_role") and found.may_come and found.role in CHANGEABLE:
        forms["role_form"] = RoleForm.of(kind(), found.role)
    if work.may("users.invite") and found.role == EXAMINER:
        forms["term_form"] = TermForm()
    return forms | {_name_of(form): form for form in (refused,) if form is not None}


def _name_of(form: Form) -> str:
    return {RoleForm: "role_form", TermForm: "term_form"}.get(type(form), "reason_form")


def _retold(line: ChangeLine) -> tuple[str, str, Look]:
    return label_of(line.action), line.reason, MARKS.get(line.action, ("dot", "neutral"))
