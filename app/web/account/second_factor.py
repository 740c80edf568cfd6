"""The second step of signing in: a code, or setting up what makes codes."""

import io

import pyotp
import segno
from flask import session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.banking.access.actions.verify_code import set_up_authenticator, verify_code
from app.kernel.errors import DomainError
from app.storage.session import partner_work
from app.web.account.blueprint import (
    asked_next,
    blueprint,
    onward,
    remember_refusal,
    to_wish,
    who,
)
from app.web.account.forms import CodeForm
from app.web.door import half_signed_in, moved_to, page, work
from app.web.sessions import keep_session
from app.web.throttle import slow_down

SECRET = "authenticator_secret"  # noqa: S105 -- the name of a session entry


@blueprint.get("/sign-in/code")
@half_signed_in
def second_factor() -> ResponseReturnValue:
    if who().is_verified:
        return to_wish()
    if not who().has_authenticator:
        return moved_to("account.authenticator", **onward())
    return page("account/code.html", form=CodeForm(), next=asked_next())


@blueprint.post("/sign-in/code")
@half_signed_in
def create_second_factor() -> ResponseReturnValue:
    return _with_code(CodeForm(), "account/code.html", secret=None)


@blueprint.get("/sign-in/authenticator")
@half_signed_in
def authenticator() -> ResponseReturnValue:
    if who().has_second_factor:
        return moved_to("account.second_factor", **onward())
    secret = session.setdefault(SECRET, pyotp.random_base32())
    return page("account/authenticator.html", form=CodeForm(), next=asked_next(), **_shown(secret))


@blueprint.post("/sign-in/authenticator")
@half_signed_in
def create_authenticator() -> ResponseReturnValue:
    secret = session.get(SECRET)
    if secret is None or who().has_second_factor:
        return moved_to("account.authenticator", **onward())
    return _with_code(CodeForm(), "account/authenticator.html", secret=secret)


def _with_code(form: CodeForm, template: str, *, secret: str | None) -> ResponseReturnValue:
    shown = _shown(secret) if secret else {}
    if not form.validate():
        return page(template, status=422, form=form, next=asked_next(), **shown)
    asked = {"code": form.code.data or "", "actor": work.actor, "wall": work.wall}
    try:
        slow_down(str(work.host.partner_id), f"code {who().login_id}")
        with partner_work(work.host.partner_id) as db:
            if secret:
                opened = set_up_authenticator(db, who(), secret=secret, **asked)
            else:
                opened = verify_code(db, who(), **asked)
    except DomainError as refusal:
        remember_refusal("code.refused", refusal)
        form.refuse("code", refusal)
        return page(template, status=refusal.status, form=form, next=asked_next(), **shown)
    return keep_session(to_wish(), opened)


def _shown(secret: str) -> dict[str, object]:
    """The secret as a QR code and as text, for the page that sets an app up."""
    address = pyotp.TOTP(secret).provisioning_uri(name=who().email, issuer_name=work.partner.name)
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, scale=5)
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    # Drawn by segno from our own address: no word of a person's is in the markup.
    return {"qr": Markup(drawn.getvalue().decode()), "secret": groups}  # noqa: S704
