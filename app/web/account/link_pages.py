"""What pages behind a one-time link share: looking uses nothing up, and the link tells nobody.

The address of such a page is a secret, so it goes into no Referer: of the page only its origin is
told. (`no-referrer` would make browsers say `Origin: null`, which looks like another site.)
"""

from typing import Any

from flask import Response

from app.banking.access.links import LinkSeen, Purpose, see_link
from app.banking.access.rules import (
    KIND_OF_SURFACE,
    PASSWORD_ALONE_MIN,
    PASSWORD_WITH_CODE_MIN,
    needs_code,
)
from app.kernel.languages import gettext as _
from app.web.door import page, work

REFERRER = "strict-origin"
GONE = 410


def kind_here() -> str:
    """Whose surface this is: user, customer or officer."""
    return KIND_OF_SURFACE[work.host.surface]


def seen_here(token: str, purpose: Purpose) -> LinkSeen | None:
    return see_link(work.staff, token, purpose=purpose, kind=kind_here(), wall=work.wall)


def secret_page(template: str, *, status: int = 200, **context: Any) -> Response:
    response = page(template, status=status, referrer=REFERRER, **context)
    response.headers["Referrer-Policy"] = REFERRER
    return response


def gone(purpose: Purpose) -> Response:
    return secret_page("account/link_gone.html", status=GONE, purpose=purpose)


def password_hint() -> str:
    least = PASSWORD_WITH_CODE_MIN if needs_code(kind_here()) else PASSWORD_ALONE_MIN
    return _("At least %(least)s characters. A few unrelated words are good.", least=least)
