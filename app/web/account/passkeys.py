"""Passkeys: challenges for the browser, signing in with one alone, and one's own list of them."""

from flask import flash, make_response
from flask.typing import ResponseReturnValue

from app.banking.access.actions.add_passkey import MadePasskey, add_passkey
from app.banking.access.actions.remove_factor import remove_passkey
from app.banking.access.actions.rename_passkey import rename_passkey
from app.banking.access.actions.use_passkey import sign_in_with_passkey
from app.banking.access.challenges import make_challenge
from app.banking.access.key_ring import passkeys_of
from app.banking.access.passkeys import ask_to_make, ask_to_sign
from app.banking.access.rules import KIND_OF_SURFACE
from app.kernel.errors import DomainError, Forbidden
from app.kernel.ids import PasskeyId
from app.storage.session import partner_work
from app.web.account.blueprint import asked_next, blueprint, remember_refusal, to_wish, who
from app.web.account.ceremonies import answered, hand_out, place, taken_challenge
from app.web.account.forms import NewPasskeyForm, PasskeyForm, PasskeyNameForm, SignInForm
from app.web.account.second_factor import may_set_up, then_codes
from app.web.door import half_signed_in, moved_to, page, public, signed_in, work
from app.web.proof import needs_proof, to_proof
from app.web.sessions import entering, keep_session
from app.web.throttle import slow_down_address

NOT_NOW = Forbidden(
    "proof_due", "Prove who you are first.", next_step="Reload the page and try again."
)


@blueprint.post("/sign-in/passkey-challenge")
@public
def create_sign_in_challenge() -> ResponseReturnValue:
    slow_down_address(str(work.host.partner_id))
    with partner_work(work.host.partner_id) as db:
        challenge = make_challenge(db, "sign_in", login_id=None, wall=work.wall)
    return hand_out(challenge, ask_to_sign(place(), challenge))


@blueprint.post("/sign-in/passkey")
@public
def create_passkey_session() -> ResponseReturnValue:
    """A passkey that checked its person is both factors: the session is whole at once."""
    form = PasskeyForm()
    if not form.validate():
        return _sign_in_again(form.errors["answer"][0] if "answer" in form.errors else "", 422)
    kind = KIND_OF_SURFACE[work.host.surface]
    try:
        slow_down_address(str(work.host.partner_id))
        answer = answered(form.answer.data)
        with partner_work(work.host.partner_id) as db:
            opened = sign_in_with_passkey(
                db, kind, answer, entry=entering("passkey"), wall=work.wall
            )
    except DomainError as refusal:
        remember_refusal("session.refused", refusal)
        return _sign_in_again(f"{refusal.message} {refusal.next_step}", refusal.status)
    return keep_session(to_wish(), opened)


@blueprint.post("/security/passkey-challenge")
@half_signed_in
def create_proof_challenge() -> ResponseReturnValue:
    """For one of the passkeys of the person who is here."""
    with partner_work(work.host.partner_id) as db:
        known = [key.credential_id for key in passkeys_of(db, who().login_id)]
        challenge = make_challenge(db, "proof", login_id=who().login_id, wall=work.wall)
    return hand_out(challenge, ask_to_sign(place(), challenge, with_one_of=known))


@blueprint.post("/security/new-passkey-challenge")
@half_signed_in
def create_new_passkey_challenge() -> ResponseReturnValue:
    if not may_set_up():
        raise NOT_NOW
    with partner_work(work.host.partner_id) as db:
        known = [key.credential_id for key in passkeys_of(db, who().login_id)]
        challenge = make_challenge(db, "register", login_id=who().login_id, wall=work.wall)
    person = (who().login_id, who().email, who().name)
    return hand_out(challenge, ask_to_make(place(), person, challenge, but_not=known))


@blueprint.get("/security/passkeys")
@signed_in
@needs_proof
def passkeys() -> ResponseReturnValue:
    return _list(NewPasskeyForm())


@blueprint.post("/security/passkeys")
@half_signed_in
def create_passkey() -> ResponseReturnValue:
    """Also the first factor of somebody whose sign-in waits for one."""
    if not may_set_up():
        return to_proof("/security/passkeys") if who().is_verified else moved_to("account.sign_in")
    form = NewPasskeyForm()
    if not form.validate():
        return _refused(form, 422)
    try:
        made = MadePasskey(form.name.data or "", form.answer.data or "", taken_challenge())
        with partner_work(work.host.partner_id) as db:
            opened = add_passkey(db, who(), made, place=place(), actor=work.actor, wall=work.wall)
    except DomainError as refusal:
        remember_refusal("code.refused", refusal)
        form.refuse("name", refusal)
        return _refused(form, refusal.status)
    return keep_session(make_response(then_codes()), opened)


@blueprint.post("/security/passkeys/<passkey:passkey_id>/name")
@signed_in
@needs_proof
def create_passkey_name(passkey_id: PasskeyId) -> ResponseReturnValue:
    form = PasskeyNameForm()
    if form.validate():
        with partner_work(work.host.partner_id) as db:
            by = {"actor": work.actor, "wall": work.wall}
            rename_passkey(db, who(), passkey_id, name=form.name.data or "", **by)
    return moved_to("account.passkeys")


@blueprint.post("/security/passkeys/<passkey:passkey_id>/removal")
@signed_in
@needs_proof
def create_passkey_removal(passkey_id: PasskeyId) -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        remove_passkey(db, who(), passkey_id, actor=work.actor, wall=work.wall)
    flash("The passkey no longer opens your account.", "success")
    return moved_to("account.security")


def _sign_in_again(trouble: str, status: int) -> ResponseReturnValue:
    shown = {"form": SignInForm(formdata=None), "next": asked_next(), "trouble": trouble}
    return page("account/sign_in.html", status=status, **shown)


def _refused(form: NewPasskeyForm, status: int) -> ResponseReturnValue:
    if who().is_verified and who().has_second_factor:
        return _list(form, status=status)
    return page("account/first_factor.html", status=status, form=form, next=asked_next())


def _list(form: NewPasskeyForm, *, status: int = 200) -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        found = passkeys_of(db, who().login_id)
    shown = {"form": form, "passkeys": found, "next": asked_next()}
    return page("account/passkeys.html", status=status, **shown)
