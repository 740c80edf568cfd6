"""Invitations: a form for a new one, sending one again, taking one back."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import roles_of
from app.banking.team.actions.ask_to_invite import ask_to_invite
from app.banking.team.actions.invite_again import invite_again
from app.banking.team.actions.withdraw_invitation import withdraw_invitation
from app.banking.team.rules import Invitation
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import LoginId
from app.web.door import allow, moved_to, work
from app.web.proof import needs_proof
from app.web.team_pages.forms import InvitationForm
from app.web.team_pages.whom import WAITS, kind, member_here, team_page

FIELD_OF = {
    "name_invalid": "name",
    "email_invalid": "email",
    "email_taken": "email",
    "role_unknown": "role",
    "term_invalid": "last_day",
    "term_begins": "first_day",
}


@allow("users.invite")
@needs_proof
def new_invitation() -> ResponseReturnValue:
    return _form_page(InvitationForm.of(kind()))


@allow("users.invite")
@needs_proof
def create_invitation() -> ResponseReturnValue:
    form = InvitationForm.of(kind())
    if not form.validate():
        return _form_page(form, status=422)
    asked = Invitation(
        form.name.data or "",
        form.email.data or "",
        form.role.data or "",
        form.access_until(),
        form.access_from(),
    )
    try:
        waits = ask_to_invite(
            work.staff, asked, kind=kind(), actor=work.actor, now=work.now, wall=work.wall
        )
    except (Refused, Conflict) as refusal:
        form.refuse(FIELD_OF.get(refusal.code, "email"), refusal)
        return _form_page(form, status=refusal.status)
    flash(*(WAITS if waits else ("The invitation is on its way.", "success")))
    return moved_to("team.index")


@allow("users.invite")
@needs_proof
def resend_invitation(login_id: LoginId) -> ResponseReturnValue:
    member_here(login_id)
    invite_again(work.staff, login_id=login_id, actor=work.actor, now=work.now, wall=work.wall)
    flash("A fresh invitation is on its way; the one before leads nowhere now.", "success")
    return moved_to("team.show", login_id=login_id)


@allow("users.invite")
@needs_proof
def remove_invitation(login_id: LoginId) -> ResponseReturnValue:
    member_here(login_id)
    withdraw_invitation(
        work.staff, login_id=login_id, actor=work.actor, now=work.now, wall=work.wall
    )
    flash("The invitation is taken back.", "success")
    return moved_to("team.show", login_id=login_id)


def _form_page(form: InvitationForm, status: int = 200) -> ResponseReturnValue:
    return team_page(
        "new_invitation.html",
        status=status,
        form=form,
        roles=roles_of(kind()),
        cancel_href=url_for("team.index"),
    )
