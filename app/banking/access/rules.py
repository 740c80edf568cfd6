"""What a password must be and how long a session lasts; who may do what is in `matrix`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.errors import Refused

PASSWORD_ALONE_MIN = 15  # NIST SP 800-63B-4: a password that is the only factor
PASSWORD_WITH_CODE_MIN = 8
PASSWORD_LENGTH_MAX = 256
CODE_SECONDS = 30
SEEN_AGAIN_AFTER = timedelta(seconds=60)

KIND_OF_SURFACE = {"console": "user", "oversight": "officer", "portal": "customer"}


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """How long a session may sit idle, and how long it may last at all; both on wall time."""

    idle: timedelta
    absolute: timedelta


TERMS = {
    "officer": SessionTerms(timedelta(minutes=15), timedelta(hours=12)),
    "user": SessionTerms(timedelta(hours=1), timedelta(hours=24)),
    "customer": SessionTerms(timedelta(minutes=30), timedelta(hours=12)),
}


def needs_code(kind: str) -> bool:
    """Staff and bank sign in with a second factor, always."""
    return kind in ("user", "officer")


def check_password(password: str, *, kind: str) -> None:
    """Length is what counts; raises Refused("password_short" or "password_long")."""
    least = PASSWORD_WITH_CODE_MIN if needs_code(kind) else PASSWORD_ALONE_MIN
    if len(password) < least:
        raise Refused(
            "password_short",
            f"Use at least {least} characters. A few unrelated words are good.",
        )
    if len(password) > PASSWORD_LENGTH_MAX:
        raise Refused("password_long", f"Use at most {PASSWORD_LENGTH_MAX} characters.")


def is_alive(kind: str, *, created_at: datetime, last_seen_at: datetime, wall: datetime) -> bool:
    """Neither idle for too long nor older than a session may become."""
    terms = TERMS[kind]
    return wall - last_seen_at < terms.idle and wall - created_at < terms.absolute
