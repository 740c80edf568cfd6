"""The walk to an identity provider and back, and the provider's word that somebody is out."""

from uuid import UUID

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from app.banking.access.actions.sign_out_by_provider import sign_out_by_provider
from app.banking.sso.actions.begin_attempt import Wish, begin_attempt
from app.banking.sso.actions.keep_keys import keep_keys
from app.banking.sso.actions.take_logout import Logout, take_logout
from app.banking.sso.peer import authorization_address
from app.banking.sso.queries import Provider, provider_detail
from app.banking.sso.rules import check_logout_token, distrust
from app.banking.sso.vouching import KEYS_PATIENCE, read_of
from app.kernel.errors import DomainError, NotFound
from app.kernel.ids import IdentityProviderId
from app.storage.session import partner_work
from app.web.account.blueprint import asked_next, who
from app.web.door import page, public, signed_in, work
from app.web.proof import needs_proof
from app.web.refusals import remember
from app.web.single_sign_on.browser import keep_browser, own_address, reach, token_to_keep
from app.web.single_sign_on.returning import come_back
from app.web.throttle import slow_down

ANSWER = "sso.answer"
LOGOUT_FIELD = "logout_token"


@public
def begin(identity_provider_id: UUID) -> ResponseReturnValue:
    """Somebody wants to sign in with this provider."""
    return _set_out(identity_provider_id, "sign_in", next_path=asked_next())


@signed_in
@needs_proof
def begin_connection(identity_provider_id: UUID) -> ResponseReturnValue:
    """Somebody who is signed in wants the provider to vouch for them from now on."""
    return _set_out(identity_provider_id, "link", next_path="/security")


@signed_in
def begin_proof(identity_provider_id: UUID) -> ResponseReturnValue:
    """Somebody who is signed in proves once more who they are, at the provider."""
    return _set_out(identity_provider_id, "proof", next_path=asked_next())


@public
def answer(identity_provider_id: UUID) -> ResponseReturnValue:
    """A browser comes back; whatever it brings is used up by looking at it."""
    return come_back(IdentityProviderId(identity_provider_id))


@public
def logout(identity_provider_id: UUID) -> ResponseReturnValue:
    """Back-channel logout: the provider itself calls, with a signed token and no cookie."""
    provider_id = IdentityProviderId(identity_provider_id)
    try:
        slow_down(str(work.host.partner_id), f"logouts {provider_id}")
        _log_out(provider_id, request.form.get(LOGOUT_FIELD, ""))
    except NotFound:
        raise
    except DomainError as refusal:
        remember("sso.refused", subject=("identity_provider", provider_id), reason=refusal.code)
        return Response('{"error": "invalid_request"}\n', 400, mimetype="application/json")
    return Response(status=200)


logout.is_anonymous = True  # type: ignore[attr-defined]
logout.is_called_by_machines = True  # type: ignore[attr-defined]


def _set_out(identity_provider_id: UUID, purpose: str, *, next_path: str) -> ResponseReturnValue:
    """A page that leads on by itself: a form may not be answered by another site's address."""
    token = token_to_keep()
    slow_down(str(work.host.partner_id), f"sso {token}")
    provider_id = IdentityProviderId(identity_provider_id)
    wish = Wish(
        provider_id=provider_id,
        redirect_uri=own_address(ANSWER, provider_id),
        browser=token,
        next_path=next_path,
        purpose=purpose,
        login_id=None if purpose == "sign_in" else who().login_id,
    )
    with partner_work(work.host.partner_id) as db:
        provider = _in_use(provider_detail(db, provider_id))
        walk = begin_attempt(db, wish, wall=work.wall)
    address = authorization_address(
        provider.published,
        provider.client_id,
        walk,
        acr=provider.required_acr,
        max_age=provider.max_age_seconds,
    )
    response = make_response(
        page("single_sign_on/leaving.html", provider=provider.name, address=address)
    )
    response.headers["Refresh"] = f"0; url={address}"
    return keep_browser(response, token)


def _in_use(provider: Provider) -> Provider:
    if not provider.is_enabled:
        raise NotFound("identity provider")
    return provider


def _log_out(provider_id: IdentityProviderId, text: str) -> None:
    with partner_work(work.host.partner_id) as db:
        provider = provider_detail(db, provider_id)
    if not text:
        raise distrust("format")
    read = read_of(provider, text, reach=reach(), wall=work.wall, patience=KEYS_PATIENCE)
    subject, session, token_id = check_logout_token(
        read.token.claims,
        issuer=provider.issuer,
        client_id=provider.client_id,
        at=work.wall.timestamp(),
    )
    told = Logout(token_id, subject, session)
    with partner_work(work.host.partner_id) as db:
        if read.fresh_keys is not None:
            keep_keys(db, provider_id, read.fresh_keys, wall=work.wall)
        for login_id in take_logout(db, provider, told, wall=work.wall):
            sign_out_by_provider(db, provider, login_id, wall=work.wall)
