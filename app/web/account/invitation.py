"""Accept an invitation: choose a password, then set up the second factor as at first sign-in."""

from flask import make_response
from flask.typing import ResponseReturnValue

from app.banking.access.actions.choose_password import Choice, accept_invitation
from app.banking.access.actions.use_link import LinkGone
from app.banking.access.matrix import ROLES
from app.kernel.errors import DomainError
from app.web.account.blueprint import blueprint
from app.web.account.link_forms import ChooseForm
from app.web.account.link_pages import gone, kind_here, password_hint, secret_page, seen_here
from app.web.door import moved_to, public, work
from app.web.sessions import entering, keep_session

PURPOSE = "invitation"


@blueprint.get("/invitation/<token:link>")
@public
def invitation(link: str) -> ResponseReturnValue:
    return _shown(link, ChooseForm())


@blueprint.post("/invitation/<token:link>")
@public
def create_membership(link: str) -> ResponseReturnValue:
    form = ChooseForm()
    if not form.validate():
        return _shown(link, form, status=422)
    choice = Choice(kind_here(), link, form.password.data or "")
    try:
        opened = accept_invitation(
            work.staff, choice, entry=entering("password"), actor=work.actor, wall=work.wall
        )
    except LinkGone:
        return gone(PURPOSE)
    except DomainError as refusal:
        form.refuse("password", refusal)
        return _shown(link, form, status=refusal.status)
    return keep_session(make_response(moved_to("account.second_factor")), opened)


def _shown(link: str, form: ChooseForm, status: int = 200) -> ResponseReturnValue:
    seen = seen_here(link, PURPOSE)
    if seen is None:
        return gone(PURPOSE)
    return secret_page(
        "account/invitation.html",
        status=status,
        form=form,
        link=link,
        seen=seen,
        role=ROLES[seen.role].label,
        hint=password_hint(),
    )
