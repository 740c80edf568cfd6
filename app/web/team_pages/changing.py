"""What may be changed of a member: role, an examiner's last day, access, and how they sign in."""

from collections.abc import Callable

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import ROLES
from app.banking.team.actions.ask_to_change_role import ask_to_change_role
from app.banking.team.actions.ask_to_disable import ask_to_disable
from app.banking.team.actions.enable import enable
from app.banking.team.actions.require_new_factors import require_new_factors
from app.banking.team.actions.set_term import set_term
from app.kernel.errors import Refused
from app.kernel.ids import ApprovalId, LoginId
from app.web.door import allow, moved_to, work
from app.web.forms import Form
from app.web.proof import needs_proof
from app.web.team_pages.forms import ReasonForm, RoleForm, TermForm, beginning_of, end_of
from app.web.team_pages.people import member_page
from app.web.team_pages.whom import WAITS, kind, member_here


@allow("users.change_role")
@needs_proof
def create_role(login_id: LoginId) -> ResponseReturnValue:
    form = RoleForm.of(kind())
    role = form.role.data or ""
    return _change(
        login_id,
        form,
        "role",
        lambda: ask_to_change_role(
            work.staff,
            login_id=login_id,
            role=role,
            actor=work.actor,
            now=work.now,
            wall=work.wall,
        ),
        lambda: f"The role is {ROLES[role].label} now; they sign in again.",
    )


@allow("users.invite")
@needs_proof
def create_term(login_id: LoginId) -> ResponseReturnValue:
    form = TermForm()
    return _change(
        login_id,
        form,
        "last_day",
        lambda: set_term(
            work.staff,
            login_id=login_id,
            access_from=beginning_of(form.first_day.data) if form.first_day.data else None,
            access_until=end_of(form.last_day.data),
            actor=work.actor,
            now=work.now,
            wall=work.wall,
        ),
        lambda: "The days are set.",
    )


@allow("users.disable")
@needs_proof
def remove_access(login_id: LoginId) -> ResponseReturnValue:
    form = ReasonForm()
    return _change(
        login_id,
        form,
        "reason",
        lambda: ask_to_disable(
            work.staff,
            login_id=login_id,
            reason=form.reason.data or "",
            actor=work.actor,
            now=work.now,
            wall=work.wall,
        ),
        lambda: "Their access ended, everywhere.",
    )


@allow("users.disable")
@needs_proof
def create_access(login_id: LoginId) -> ResponseReturnValue:
    member_here(login_id)
    enable(work.staff, login_id=login_id, actor=work.actor, now=work.now)
    flash("They may come in again.", "success")
    return moved_to("team.show", login_id=login_id)


@allow("users.reset")
@needs_proof
def remove_factors(login_id: LoginId) -> ResponseReturnValue:
    member_here(login_id)
    require_new_factors(
        work.staff, login_id=login_id, actor=work.actor, now=work.now, wall=work.wall
    )
    flash("They are signed out, and set up a second factor when they come again.", "success")
    return moved_to("team.show", login_id=login_id)


def _change(
    login_id: LoginId,
    form: Form,
    field: str,
    act: Callable[[], ApprovalId | None],
    said: Callable[[], str],
) -> ResponseReturnValue:
    """Do it when the form is right, and say so; what the core refuses stands beside its field."""
    member_here(login_id)
    if not form.validate():
        return member_page(login_id, refused=form, status=422)
    try:
        with work.staff.begin_nested():
            waits = act()
    except Refused as refusal:
        form.refuse(field, refusal)
        return member_page(login_id, refused=form, status=422)
    flash(*(WAITS if waits else (said(), "success")))
    return moved_to("team.show", login_id=login_id)
