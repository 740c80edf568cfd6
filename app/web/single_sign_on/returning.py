"""A browser is back from its provider: believe what it brings, or say why not."""

from flask import Response, flash, make_response, request
from flask.typing import ResponseReturnValue

from app.banking.access.actions.connect_provider import connect_provider
from app.banking.access.actions.keep_last_chief import keep_last_chief
from app.banking.access.actions.prove_with_provider import prove_with_provider
from app.banking.access.actions.sign_in_with_provider import LAST_CHIEF, sign_in_with_provider
from app.banking.access.actions.sign_out_by_provider import leave_without_role
from app.banking.access.queries import SignedIn
from app.banking.access.rules import KIND_OF_SURFACE
from app.banking.sso.actions.keep_keys import keep_keys
from app.banking.sso.actions.take_attempt import Return, Taken, take_attempt
from app.banking.sso.rules import START_AGAIN, distrust
from app.banking.sso.vouching import Vouched, vouch
from app.kernel.errors import DomainError, NotFound, Refused
from app.kernel.ids import IdentityProviderId
from app.storage.session import partner_work
from app.web.door import moved_to, page, work
from app.web.refusals import remember
from app.web.sessions import entering, keep_session
from app.web.single_sign_on.browser import browser_token, reach

PARTS = ("state", "code", "iss", "error")
PART_LENGTH_MAX = 2_000


def come_back(provider_id: IdentityProviderId) -> ResponseReturnValue:
    """Sign in, connect or prove, as the attempt says; each refusal leaves a record and a page."""
    try:
        brought = _brought()
        taken = _taken(provider_id, brought.get("state", ""))
        vouched = _vouched(taken, brought)
        return _outcome(taken, vouched)
    except NotFound:
        raise
    except DomainError as refusal:
        remember("sso.refused", subject=("identity_provider", provider_id), reason=refusal.code)
        return page("single_sign_on/refused.html", status=refusal.status, refusal=refusal)


def _brought() -> dict[str, str]:
    """The parts of the answer, each at most once."""
    given = {name: request.args.getlist(name) for name in PARTS}
    if any(len(each) > 1 or len(each[0]) > PART_LENGTH_MAX for each in given.values() if each):
        raise distrust("format")
    return {name: each[0] for name, each in given.items() if each}


def _taken(provider_id: IdentityProviderId, state: str) -> Taken:
    """Committed before the provider is asked: the same answer is never looked at twice."""
    back = Return(provider_id, state, browser_token())
    with partner_work(work.host.partner_id) as db:
        return take_attempt(db, back, wall=work.wall)


def _vouched(taken: Taken, brought: dict[str, str]) -> Vouched:
    vouched, fresh_keys = vouch(taken, brought, reach=reach(), wall=work.wall)
    if fresh_keys is not None:
        with partner_work(work.host.partner_id) as db:
            keep_keys(db, taken.provider.id, fresh_keys, wall=work.wall)
    return vouched


def _outcome(taken: Taken, vouched: Vouched) -> ResponseReturnValue:
    match taken.purpose:
        case "link":
            return _connected(taken, vouched)
        case "proof":
            return _proved(taken, vouched)
        case _:
            return _signed_in(taken, vouched)


def _signed_in(taken: Taken, vouched: Vouched) -> ResponseReturnValue:
    try:
        with partner_work(work.host.partner_id) as db:
            opened = sign_in_with_provider(
                db,
                vouched,
                kind=KIND_OF_SURFACE[work.host.surface],
                attempt_id=taken.id,
                entry=entering(),
                wall=work.wall,
            )
    except DomainError as refusal:
        if refusal.code == "sso_no_role":
            with partner_work(work.host.partner_id) as db:
                leave_without_role(db, vouched, wall=work.wall)
        elif refusal.code == LAST_CHIEF:
            with partner_work(work.host.partner_id) as db:
                keep_last_chief(db, vouched, wall=work.wall)
        raise
    if opened.is_verified:
        return keep_session(_to(taken.next_path), opened)
    onward = {"next": taken.next_path} if taken.next_path != "/" else {}
    return keep_session(make_response(moved_to("account.second_factor", **onward)), opened)


def _connected(taken: Taken, vouched: Vouched) -> ResponseReturnValue:
    who = _same_person(taken)
    with partner_work(work.host.partner_id) as db:
        connect_provider(db, vouched, who.login_id, actor=work.actor, wall=work.wall)
    flash(f"{vouched.provider.name} is connected. You can sign in with it from now on.", "success")
    return _to(taken.next_path)


def _proved(taken: Taken, vouched: Vouched) -> ResponseReturnValue:
    who = _same_person(taken)
    with partner_work(work.host.partner_id) as db:
        opened = prove_with_provider(db, vouched, who, actor=work.actor, wall=work.wall)
    return keep_session(_to(taken.next_path), opened)


def _same_person(taken: Taken) -> SignedIn:
    """Whoever set out is still the one who is signed in here."""
    if work.login is None or not work.login.is_verified or work.login.login_id != taken.login_id:
        raise Refused(
            "sso_person", "Somebody else is signed in here by now.", next_step=START_AGAIN
        )
    return work.login


def _to(path: str) -> Response:
    return Response(status=303, headers={"Location": path})
