"""What of an account's page depends on the rest of the portal."""

from flask import current_app

SEND = "send.index"


def can_send() -> bool:
    """Whether this portal has a page to send money from."""
    return SEND in current_app.view_functions
