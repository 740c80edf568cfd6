"""The second step of signing in: a factor given, or the first one set up."""

import io

import pyotp
import segno
from flask import make_response, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.banking.access.actions.put_off_reminder import put_off_reminder
from app.banking.access.actions.verify_code import set_up_authenticator
from app.kernel.errors import DomainError
from app.storage.session import partner_work
from app.web.account.blueprint import (
    asked_next,
    blueprint,
    home,
    onward,
    remember_refusal,
    to_wish,
    who,
)
from app.web.account.forms import CodeForm, NewPasskeyForm
from app.web.account.giving import Given, factor_page, give
from app.web.door import half_signed_in, moved_to, page, signed_in, work
from app.web.proof import is_proved, needs_proof, to_proof, way_back
from app.web.sessions import keep_session
from app.web.throttle import slow_down

SECRET = "authenticator_secret"  # noqa: S105 -- the name of a session entry


@blueprint.get("/sign-in/code")
@half_signed_in
def second_factor() -> ResponseReturnValue:
    if who().is_verified:
        return to_wish()
    if not who().has_second_factor:
        return moved_to("account.first_factor", **onward())
    return factor_page("account/code.html", Given())


@blueprint.post("/sign-in/code")
@half_signed_in
def create_second_factor() -> ResponseReturnValue:
    return give("account/code.html", "code.refused")


@blueprint.get("/sign-in/second-factor")
@half_signed_in
def first_factor() -> ResponseReturnValue:
    """Somebody who must have a second factor has none yet: a passkey first, else an app."""
    if who().has_second_factor or who().is_verified:
        return moved_to("account.second_factor", **onward())
    return page("account/first_factor.html", form=NewPasskeyForm(), next=asked_next())


@blueprint.get("/security/second-factor")
@signed_in
@needs_proof
def more_factors() -> ResponseReturnValue:
    """Somebody needs a second factor for what they were about to do; then they go on with it."""
    if who().has_second_factor:
        return to_wish()
    return page("account/first_factor.html", form=NewPasskeyForm(), next=asked_next())


@blueprint.post("/security/second-factor/reminder")
@signed_in
def create_reminder() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        put_off_reminder(db, who(), actor=work.actor, wall=work.wall)
    return home()


@blueprint.get("/sign-in/authenticator")
@half_signed_in
def authenticator() -> ResponseReturnValue:
    if who().is_verified or who().has_second_factor:
        return moved_to("account.second_factor", **onward())
    return _app_page(CodeForm(), "account.create_authenticator")


@blueprint.post("/sign-in/authenticator")
@half_signed_in
def create_authenticator() -> ResponseReturnValue:
    if who().is_verified or who().has_second_factor:
        return moved_to("account.second_factor", **onward())
    return _set_up("account.create_authenticator")


@blueprint.get("/security/authenticator")
@signed_in
def new_authenticator() -> ResponseReturnValue:
    """An app in the place of the one before, or the first of somebody who needs none."""
    if not is_proved():
        return to_proof(way_back())
    return _app_page(CodeForm(), "account.replace_authenticator")


@blueprint.post("/security/authenticator")
@signed_in
def replace_authenticator() -> ResponseReturnValue:
    if not is_proved():
        return to_proof("/security/authenticator")
    return _set_up("account.replace_authenticator")


def may_set_up() -> bool:
    """With a fresh proof; or at a first sign-in, where there is no factor to prove with yet."""
    if who().is_verified:
        return is_proved()
    return not who().has_second_factor


def then_codes() -> ResponseReturnValue:
    """After a first factor come the codes for the day it is lost; after others, back."""
    if who().has_second_factor:
        return to_wish()
    return moved_to("account.recovery_codes", next=asked_next())


def _app_page(form: CodeForm, endpoint: str, *, status: int = 200) -> ResponseReturnValue:
    secret = session.setdefault(SECRET, pyotp.random_base32())
    shown = {"form": form, "next": asked_next(), "endpoint": endpoint, "login": who()}
    return page("account/authenticator.html", status=status, **shown, **_shown(secret))


def _set_up(endpoint: str) -> ResponseReturnValue:
    form, secret = CodeForm(), session.get(SECRET)
    if secret is None or not form.validate():
        return _app_page(form, endpoint, status=422)
    by = {"code": form.code.data or "", "actor": work.actor, "wall": work.wall}
    try:
        slow_down(str(work.host.partner_id), f"code {who().login_id}", device=who().device_id)
        with partner_work(work.host.partner_id) as db:
            opened = set_up_authenticator(db, who(), secret=secret, **by)
    except DomainError as refusal:
        remember_refusal("code.refused", refusal)
        form.refuse("code", refusal)
        return _app_page(form, endpoint, status=refusal.status)
    return keep_session(make_response(then_codes()), opened)


def _shown(secret: str) -> dict[str, object]:
    """The secret as a QR code and as text, for the page that sets an app up."""
    address = pyotp.TOTP(secret).provisioning_uri(name=who().email, issuer_name=work.partner.name)
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, scale=5)
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    # Drawn by segno from our own address: no word of a person's is in the markup.
    return {"qr": Markup(drawn.getvalue().decode()), "secret": groups}  # noqa: S704
