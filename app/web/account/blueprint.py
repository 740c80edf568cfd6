"""The blueprint of sign-in and security, and what its pages share; routes are in their own files.

`routes.py` imports every file that adds routes here.
"""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.banking.access.queries import SignedIn
from app.kernel.errors import DomainError
from app.web.door import moved_to, work
from app.web.refusals import remember

blueprint = Blueprint("account", __name__, template_folder="templates")
NEXT_LENGTH_MAX = 500


def who() -> SignedIn:
    """The person of a route that stands behind at least a password."""
    assert work.login is not None  # noqa: S101 -- half_signed_in checked it
    return work.login


def asked_next() -> str:
    """Where the person wanted to go: a path on this host and nothing else."""
    asked = request.values.get("next", "/")
    return asked if is_local(asked) else "/"


def is_local(address: str) -> bool:
    """Whether every browser reads it as a path on this host."""
    is_plain = address.isprintable() and "\\" not in address
    is_path = address.startswith("/") and not address.startswith("//")
    return is_plain and is_path and len(address) <= NEXT_LENGTH_MAX


def onward() -> dict[str, str]:
    """Carries the wish along; home needs no carrying."""
    return {"next": wish} if (wish := asked_next()) != "/" else {}


def to_wish() -> Response:
    return Response(status=303, headers={"Location": asked_next()})


def home() -> ResponseReturnValue:
    return moved_to("partners.index" if work.host.surface == "oversight" else "home.index")


def remember_refusal(action: str, refusal: DomainError) -> None:
    """Failed tries are kept in a transaction of their own."""
    remember(action, subject=("login", None), reason=refusal.code)
