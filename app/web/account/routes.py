"""Sign in, give the second factor, sign out, see one's own security."""

import io
from urllib.parse import urlsplit

import pyotp
import segno
from flask import Blueprint, Response, make_response, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.banking.access.actions.sign_in import Credentials, end_session
from app.banking.access.actions.sign_in import sign_in as start
from app.banking.access.actions.verify_code import set_up_authenticator, verify_code
from app.banking.access.matrix import ROLES
from app.banking.access.rules import KIND_OF_SURFACE, needs_code
from app.banking.audit.actions.record import record
from app.kernel.errors import DomainError
from app.storage.session import partner_work
from app.web.account.forms import CodeForm, SignInForm
from app.web.door import half_signed_in, moved_to, page, public, work
from app.web.refusals import remember
from app.web.sessions import drop_token, keep_token
from app.web.throttle import slow_down

blueprint = Blueprint("account", __name__, template_folder="templates")
SECRET = "authenticator_secret"  # noqa: S105 -- the name of a session entry
NEXT_LENGTH_MAX = 500


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if work.login and work.login.is_verified:
        return moved_to("home.index" if work.host.surface != "oversight" else "partners.index")
    return page("account/sign_in.html", form=SignInForm(), next=_next())


@blueprint.post("/sign-in")
@public
def create_session() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return page("account/sign_in.html", status=422, form=form, next=_next())
    kind = KIND_OF_SURFACE[work.host.surface]
    credentials = Credentials(
        kind=kind,
        email=form.email.data or "",
        password=form.password.data or "",
        browser=request.user_agent.string,
    )
    try:
        slow_down(str(work.host.partner_id), credentials.email.lower())
        with partner_work(work.host.partner_id) as db:
            token = start(db, credentials, wall=work.wall)
    except DomainError as refusal:
        _remember_refusal("session.refused", refusal)
        form.refuse("email", refusal)
        return page("account/sign_in.html", status=refusal.status, form=form, next=_next())
    if needs_code(kind):
        response = make_response(moved_to("account.second_factor", **_onward()))
    else:
        response = _to(_next())
    return keep_token(response, token)


@blueprint.get("/sign-in/code")
@half_signed_in
def second_factor() -> ResponseReturnValue:
    assert work.login is not None  # noqa: S101 -- half_signed_in checked it
    if work.login.is_verified:
        return _to(_next())
    if not work.login.has_authenticator:
        return moved_to("account.authenticator", **_onward())
    return page("account/code.html", form=CodeForm(), next=_next())


@blueprint.post("/sign-in/code")
@half_signed_in
def create_second_factor() -> ResponseReturnValue:
    form = CodeForm()
    return _with_code(form, "account/code.html", secret=None)


@blueprint.get("/sign-in/authenticator")
@half_signed_in
def authenticator() -> ResponseReturnValue:
    assert work.login is not None  # noqa: S101 -- half_signed_in checked it
    if work.login.has_authenticator:
        return moved_to("account.second_factor", **_onward())
    secret = session.setdefault(SECRET, pyotp.random_base32())
    return page("account/authenticator.html", form=CodeForm(), next=_next(), **_shown(secret))


@blueprint.post("/sign-in/authenticator")
@half_signed_in
def create_authenticator() -> ResponseReturnValue:
    secret = session.get(SECRET)
    if secret is None:
        return moved_to("account.authenticator", **_onward())
    return _with_code(CodeForm(), "account/authenticator.html", secret=secret)


@blueprint.post("/sign-out")
@half_signed_in
def end() -> ResponseReturnValue:
    assert work.login is not None  # noqa: S101 -- half_signed_in checked it
    with partner_work(work.host.partner_id) as db:
        end_session(db, work.login.token_hash, wall=work.wall)
        record(
            db, work.actor, "session.ended", subject=("login", work.login.login_id), now=work.wall
        )
    return drop_token(make_response(moved_to("account.sign_in")))


@blueprint.get("/security")
@half_signed_in
def security() -> ResponseReturnValue:
    assert work.login is not None  # noqa: S101 -- half_signed_in checked it
    if not work.login.is_verified:
        return moved_to("account.second_factor")
    return page("account/security.html", login=work.login, role=ROLES[work.login.role].label)


def _with_code(form: CodeForm, template: str, *, secret: str | None) -> ResponseReturnValue:
    who = work.login
    assert who is not None  # noqa: S101 -- half_signed_in checked it
    shown = _shown(secret) if secret else {}
    if not form.validate():
        return page(template, status=422, form=form, next=_next(), **shown)
    asked = {
        "code": form.code.data or "",
        "actor": work.actor,
        "browser": request.user_agent.string,
        "wall": work.wall,
    }
    try:
        slow_down(str(work.host.partner_id), f"code {who.login_id}")
        with partner_work(work.host.partner_id) as db:
            if secret:
                token = set_up_authenticator(db, who, secret=secret, **asked)
            else:
                token = verify_code(db, who, **asked)
    except DomainError as refusal:
        _remember_refusal("code.refused", refusal)
        form.refuse("code", refusal)
        return page(template, status=refusal.status, form=form, next=_next(), **shown)
    return keep_token(_to(_next()), token)


def _remember_refusal(action: str, refusal: DomainError) -> None:
    """Failed tries are kept in a transaction of their own."""
    remember(action, subject=("login", None), reason=refusal.code)


def _shown(secret: str) -> dict[str, object]:
    """The secret as a QR code and as text, for the page that sets an app up."""
    assert work.login is not None  # noqa: S101 -- half_signed_in checked it
    address = pyotp.TOTP(secret).provisioning_uri(
        name=work.login.email, issuer_name=work.partner.name
    )
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, scale=5)
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    # Drawn by segno from our own address: no word of a person's is in the markup.
    return {"qr": Markup(drawn.getvalue().decode()), "secret": groups}  # noqa: S704


def _next() -> str:
    """Where the person wanted to go: a path on this host and nothing else."""
    asked = request.values.get("next", "/")
    parts = urlsplit(asked)
    is_local = not parts.scheme and not parts.netloc and asked.startswith("/")
    is_plain = "\\" not in asked and not asked.startswith("//") and asked.isprintable()
    return asked if is_local and is_plain and len(asked) <= NEXT_LENGTH_MAX else "/"


def _onward() -> dict[str, str]:
    """Carries the wish along; home needs no carrying."""
    return {"next": wish} if (wish := _next()) != "/" else {}


def _to(path: str) -> Response:
    return Response(status=303, headers={"Location": path})
