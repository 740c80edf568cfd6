"""Whose an e-mail address is: confirm it by a link, ask for another letter, change it."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.access.actions.use_link import LinkGone
from app.banking.access.actions.verify_email import (
    Opened,
    ask_email_change,
    ask_verification,
    verify_email,
)
from app.banking.customers.actions.change_email import change_email
from app.kernel.errors import DomainError
from app.kernel.languages import gettext as _
from app.storage.clock import business_now
from app.web.account.blueprint import blueprint, who
from app.web.account.link_forms import NewEmailForm
from app.web.account.link_pages import gone, kind_here, secret_page, seen_here
from app.web.door import half_signed_in, moved_to, page, public, work
from app.web.proof import needs_proof
from app.web.throttle import slow_down

PURPOSE = "email_verification"


@blueprint.get("/email-verification/<token:link>")
@public
def verification(link: str) -> ResponseReturnValue:
    seen = seen_here(link, PURPOSE)
    if seen is None:
        return gone(PURPOSE)
    return secret_page("account/verification.html", link=link, seen=seen)


@blueprint.post("/email-verification/<token:link>")
@public
def create_verified_email(link: str) -> ResponseReturnValue:
    """Needs no session: whoever reads the letter has the mailbox, on whichever device."""
    db = work.staff
    now = business_now(db)
    try:
        seen = verify_email(
            db, Opened(kind_here(), link), actor=work.actor, now=now, wall=work.wall
        )
    except LinkGone:
        return gone(PURPOSE)
    if seen.is_change and seen.customer_id:
        change_email(db, seen.customer_id, seen.address, actor=work.actor, now=now)
    flash("Thank you. Your e-mail address is confirmed.", "success")
    return moved_to("account.sign_in")


@blueprint.post("/email-verification")
@half_signed_in
def create_verification() -> ResponseReturnValue:
    """Another letter; throttled like a password."""
    slow_down(str(work.host.partner_id), f"verify {who().login_id}")
    db = work.staff
    ask_verification(db, who().login_id, actor=work.actor, now=business_now(db), wall=work.wall)
    flash(
        _(
            "A message is on its way to %(email)s. Its link works for 24 hours.",
            email=who().email,
        ),
        "success",
    )
    return moved_to("account.sign_in")


@blueprint.get("/security/email")
@half_signed_in
@needs_proof
def email() -> ResponseReturnValue:
    return page("account/email.html", form=NewEmailForm(), login=who())


@blueprint.post("/security/email")
@half_signed_in
@needs_proof
def create_email() -> ResponseReturnValue:
    """Nothing changes yet: the new address is asked, the old one is told."""
    form, db = NewEmailForm(), work.staff
    if not form.validate():
        return page("account/email.html", status=422, form=form, login=who())
    try:
        slow_down(str(work.host.partner_id), f"email {who().login_id}")
        ask_email_change(
            db,
            who().login_id,
            form.email.data or "",
            actor=work.actor,
            now=business_now(db),
            wall=work.wall,
        )
    except DomainError as refusal:
        form.refuse("email", refusal)
        return page("account/email.html", status=refusal.status, form=form, login=who())
    flash(
        "Open the message that we sent to the new address, and confirm it there. Until then "
        "nothing changes.",
        "success",
    )
    return moved_to("account.security")
