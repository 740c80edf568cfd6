"""What passkeys need of a request: where they count, and the challenge this browser was given."""

from flask import Response, current_app, request, session

from app.banking.access.actions.use_passkey import Answer
from app.banking.access.passkeys import WRONG, Place
from app.web.door import work

CHALLENGE = "passkey_challenge"


def place() -> Place:
    """The host's own name; its pages may have this address, and by plain HTTP only off the net."""
    name = work.host.name
    origins = [f"https://{name}", f"https://{request.host}"]
    if not current_app.config["GUILDHALL"].is_production:
        origins += [f"http://{name}", f"http://{request.host}"]
    return Place(name, work.partner.name, tuple(dict.fromkeys(origins)))


def hand_out(challenge: bytes, options: str) -> Response:
    """The options to the browser, and to this browser alone."""
    session[CHALLENGE] = challenge.hex()
    return Response(options, mimetype="application/json")


def taken_challenge() -> bytes:
    """What this browser was given last, once; raises Refused where it was given nothing."""
    kept = session.pop(CHALLENGE, None)
    if kept is None:
        raise WRONG
    return bytes.fromhex(kept)


def answered(text: str | None) -> Answer:
    return Answer(text or "", taken_challenge(), place())
