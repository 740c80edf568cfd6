"""Sign in with a password, sign out; the other pages are in the files that are imported here."""

from uuid import UUID

from flask import make_response
from flask.typing import ResponseReturnValue

from app.banking.access.actions.end_sessions import end_session
from app.banking.access.actions.sign_in import Credentials
from app.banking.access.actions.sign_in import sign_in as start
from app.banking.access.rules import KIND_OF_SURFACE
from app.kernel.errors import DomainError
from app.storage.session import partner_work
from app.web.account import (  # noqa: F401 -- each adds its routes
    email,
    invitation,
    passkeys,
    password,
    proof,
    reset,
    second_factor,
    security,
    staying,
)
from app.web.account.blueprint import (
    asked_next,
    blueprint,
    home,
    onward,
    remember_refusal,
    to_wish,
    who,
)
from app.web.account.forms import SignInForm
from app.web.door import half_signed_in, moved_to, page, public, work
from app.web.sessions import drop_token, entering, keep_session
from app.web.throttle import slow_down


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if work.login and work.login.is_verified:
        return home()
    return page("account/sign_in.html", form=SignInForm(), next=asked_next())


@blueprint.post("/sign-in")
@public
def create_session() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return page("account/sign_in.html", status=422, form=form, next=asked_next())
    credentials = Credentials(
        kind=KIND_OF_SURFACE[work.host.surface],
        email=form.email.data or "",
        password=form.password.data or "",
    )
    person = credentials.email.lower()

    def weigh(device: UUID | None) -> None:
        slow_down(str(work.host.partner_id), person, device=device)

    try:
        with partner_work(work.host.partner_id) as db:
            entry = entering("password")
            opened = start(db, credentials, entry=entry, wall=work.wall, weigh=weigh)
    except DomainError as refusal:
        remember_refusal("session.refused", refusal)
        form.refuse("email", refusal)
        return page("account/sign_in.html", status=refusal.status, form=form, next=asked_next())
    if opened.is_verified:
        return keep_session(to_wish(), opened)
    return keep_session(make_response(moved_to("account.second_factor", **onward())), opened)


@blueprint.post("/sign-out")
@half_signed_in
def end() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        end_session(db, who().session_id, login_id=who().login_id, actor=work.actor, wall=work.wall)
    return drop_token(make_response(moved_to("account.sign_in")))
