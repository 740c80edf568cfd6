"""Staying signed in, as often as somebody wants, until the session is too old."""

from flask.typing import ResponseReturnValue

from app.banking.access.actions.sign_in import keep_alive
from app.storage.session import partner_work
from app.web.account.blueprint import blueprint, who
from app.web.door import signed_in, work
from app.web.staying import EXTENSION, stayed


@blueprint.post(EXTENSION)
@signed_in
def create_extension() -> ResponseReturnValue:
    """The session's age is changed by nothing."""
    with partner_work(work.host.partner_id) as db:
        keep_alive(db, who().token_hash, wall=work.wall)
    return stayed(who().end)
