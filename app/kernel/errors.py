"""The one family of refusals; each door has one translation for all of them.

A sentence without values is translated where it is shown, one with values where it is raised.
"""

from app.kernel.languages import gettext as _
from app.kernel.languages import marked


class DomainError(Exception):
    """A refusal a person can act on: a stable code, a sentence, and what to do next."""

    status = 422

    def __init__(self, code: str, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next_step = next_step


class Refused(DomainError):
    """A rule of the business says no; nothing was done."""


class NotFound(DomainError):
    """Nothing here for this scope; another's object answers exactly like one that never was."""

    status = 404

    def __init__(self, what: str = marked("page")) -> None:
        super().__init__(
            "not_found",
            _("There is no such %(what)s here.", what=_(what)),
            next_step="Check the address, or start again from the home page.",
        )


class Forbidden(DomainError):
    """The actor is known, the role does not allow it."""

    status = 403


class Conflict(DomainError):
    """The state has moved on, or the same key came with another request."""

    status = 409


class Unavailable(DomainError):
    """A part we need is down or busy; trying again later may work."""

    status = 503
