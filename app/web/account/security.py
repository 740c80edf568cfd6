"""One's own security: what one signs in with, and where one is signed in."""

from flask.typing import ResponseReturnValue

from app.banking.access.matrix import ROLES
from app.web.account.blueprint import blueprint, who
from app.web.door import half_signed_in, moved_to, page


@blueprint.get("/security")
@half_signed_in
def security() -> ResponseReturnValue:
    if not who().is_verified:
        return moved_to("account.second_factor")
    return page("account/security.html", login=who(), role=ROLES[who().role].label)
