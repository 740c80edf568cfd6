"""A letter to oneself in the look of the draft, as its customers would get it."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.brands.actions.send_sample import send_sample
from app.kernel.errors import Refused
from app.web.brand_pages.desk import preview
from app.web.door import allow, moved_to, work
from app.web.throttle import slow_down


@allow("brand.edit")
def create_letter() -> ResponseReturnValue:
    """Through the outbox and the mail server, like any other."""
    assert work.login is not None  # noqa: S101 -- brand.edit is behind a sign-in
    slow_down(str(work.host.partner_id), f"sample letter {work.login.login_id}")
    asked = preview("", "")
    try:
        send_sample(work.db, work.login, actor=work.actor, now=work.wall)
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(f"A letter is on its way to {work.login.email}.", "success")
    return moved_to("brand.index", page="mail", device=asked.device, scheme=asked.scheme)
