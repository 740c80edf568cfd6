"""A forgotten password: ask for a letter, choose a new one by its link, sign in as always."""

from flask import current_app, flash
from flask.typing import ResponseReturnValue

from app.banking.access.actions.ask_password_reset import ask_password_reset
from app.banking.access.actions.choose_password import Choice, reset_password
from app.banking.access.actions.use_link import LinkGone
from app.kernel.errors import DomainError
from app.storage.clock import business_now
from app.web.account.blueprint import blueprint
from app.web.account.link_forms import ChooseForm, ForgottenForm
from app.web.account.link_pages import gone, kind_here, password_hint, secret_page, seen_here
from app.web.door import moved_to, page, public, work
from app.web.sessions import drop_token
from app.web.throttle import slow_down_letters

PURPOSE = "password_reset"


@blueprint.get("/password-reset")
@public
def forgotten() -> ResponseReturnValue:
    return page("account/forgotten.html", form=ForgottenForm())


@blueprint.post("/password-reset")
@public
def create_reset() -> ResponseReturnValue:
    """The same words and the same work for every address, known or not."""
    form = ForgottenForm()
    if not form.validate():
        return page("account/forgotten.html", status=422, form=form)
    email = (form.email.data or "").lower()
    try:
        # By address alone: a stranger who asks for somebody must not keep them from asking.
        slow_down_letters(str(work.host.partner_id))
    except DomainError as refusal:
        form.refuse("email", refusal)
        return page("account/forgotten.html", status=refusal.status, form=form)
    now = business_now(work.staff)
    ask_password_reset(work.staff, kind=kind_here(), email=email, actor=work.actor, now=now)
    return moved_to("account.reset_asked")


@blueprint.get("/password-reset/sent")
@public
def reset_asked() -> ResponseReturnValue:
    return page(
        "account/reset_asked.html", has_mailbox="mailbox.index" in current_app.view_functions
    )


@blueprint.get("/password-reset/<token:link>")
@public
def reset(link: str) -> ResponseReturnValue:
    """Looking uses nothing up: mail programs and browsers look at links by themselves."""
    return _choosing(link, ChooseForm())


@blueprint.post("/password-reset/<token:link>")
@public
def create_new_password(link: str) -> ResponseReturnValue:
    """Signs nobody in: the second factor is asked for as always."""
    form = ChooseForm()
    if not form.validate():
        return _choosing(link, form, status=422)
    choice = Choice(kind_here(), link, form.password.data or "")
    try:
        reset_password(work.staff, choice, actor=work.actor, wall=work.wall)
    except LinkGone:
        return gone(PURPOSE)
    except DomainError as refusal:
        form.refuse("password", refusal)
        return _choosing(link, form, status=refusal.status)
    response = drop_token(current_app.make_response(moved_to("account.sign_in")))
    flash("Your password is changed. Sign in with the new one.", "success")
    return response


def _choosing(link: str, form: ChooseForm, status: int = 200) -> ResponseReturnValue:
    seen = seen_here(link, PURPOSE)
    if seen is None:
        return gone(PURPOSE)
    return secret_page(
        "account/reset.html",
        status=status,
        form=form,
        link=link,
        seen=seen,
        hint=password_hint(),
    )
