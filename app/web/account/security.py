"""One's own security: what one signs in with, and where one is signed in."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.access.actions.end_other_sessions import end_other_sessions
from app.banking.access.actions.end_sessions import end_session
from app.banking.access.actions.make_recovery_codes import make_recovery_codes
from app.banking.access.actions.remove_factor import remove_authenticator
from app.banking.access.key_ring import key_ring, recovery_codes_left
from app.banking.access.matrix import ROLES
from app.banking.access.queries import sessions_of
from app.banking.audit.catalogue import label_of
from app.banking.audit.queries import records_about
from app.kernel.ids import SessionId
from app.storage.session import partner_work
from app.web.account.blueprint import asked_next, blueprint, who
from app.web.account.browsers import browser_words
from app.web.door import moved_to, page, signed_in, work
from app.web.proof import needs_proof

LATELY_MAX = 8


@blueprint.get("/security")
@signed_in
def security() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        ring = key_ring(db, who().login_id)
        lately = records_about(db, [who().login_id])[:LATELY_MAX]
    return page(
        "account/security.html",
        login=who(),
        ring=ring,
        role=ROLES[who().role].label,
        lately=[(label_of(line.action), line.at, line.address_class) for line in lately],
    )


@blueprint.get("/security/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        found = sessions_of(db, who().login_id, wall=work.wall)
    shown = {"sessions": found, "own": who().session_id, "browser_words": browser_words}
    return page("account/sessions.html", **shown)


@blueprint.post("/security/sessions/<session:session_id>/ending")
@signed_in
def create_ending(session_id: SessionId) -> ResponseReturnValue:
    by = {"actor": work.actor, "wall": work.wall}
    with partner_work(work.host.partner_id) as db:
        end_session(db, session_id, login_id=who().login_id, **by)
    flash("That browser is signed out.", "success")
    return moved_to("account.sessions")


@blueprint.post("/security/other-sessions/ending")
@signed_in
def create_endings() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        end_other_sessions(db, who(), actor=work.actor, wall=work.wall)
    flash("You are signed in here and nowhere else.", "success")
    return moved_to("account.sessions")


@blueprint.post("/security/authenticator/removal")
@signed_in
@needs_proof
def create_authenticator_removal() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        remove_authenticator(db, who(), actor=work.actor, wall=work.wall)
    flash("Its codes no longer open your account.", "success")
    return moved_to("account.security")


@blueprint.get("/security/recovery-codes")
@signed_in
def recovery_codes() -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        left = recovery_codes_left(db, who().login_id)
    return page("account/recovery_codes.html", codes=(), left=left, next=asked_next())


@blueprint.post("/security/recovery-codes")
@signed_in
@needs_proof
def create_recovery_codes() -> ResponseReturnValue:
    """Shown on this answer and never again."""
    with partner_work(work.host.partner_id) as db:
        codes = make_recovery_codes(db, who(), actor=work.actor, wall=work.wall)
    return page("account/recovery_codes.html", codes=codes, left=len(codes), next=asked_next())
