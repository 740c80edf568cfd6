"""What a password must be and how long a session lasts; who may do what is in `matrix`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from app.banking.access.breached_passwords import is_breached
from app.banking.access.common_passwords import is_about, is_common
from app.kernel.errors import Refused
from app.kernel.languages import gettext as _

PASSWORD_ALONE_MIN = 15  # NIST SP 800-63B-4: a password that is the only factor
PASSWORD_WITH_CODE_MIN = 8
PASSWORD_LENGTH_MAX = 256
CODE_SECONDS = 30
SEEN_AGAIN_AFTER = timedelta(seconds=60)
PROOF_FRESH = timedelta(minutes=10)
CUSTOMER_PROOF_FRESH = timedelta(minutes=5)
REMIND_AFTER = timedelta(days=30)
WHOLE_FACTORS = frozenset({"passkey", "sso"})
FIRST_FACTORS = frozenset({"password", "sso_first"})  # a provider that asked for one factor
SECOND_FACTORS = frozenset({"totp", "recovery_code"})
BY_PROVIDER = frozenset({"sso", "sso_first"})

STAFF_KINDS = ("user", "officer")
KIND_OF_SURFACE = {"console": "user", "oversight": "officer", "portal": "customer"}


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """How long a session may sit idle, and how long it may last at all; both on wall time."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """When a session ends by itself: unless something is done, and whatever is done."""

    idle_at: datetime
    last_at: datetime
    idle: timedelta

    @property
    def at(self) -> datetime:
        return min(self.idle_at, self.last_at)

    def seconds_left(self, wall: datetime) -> tuple[int, int]:
        """Whole seconds until it sits idle for too long, and until it is too old."""
        left = (self.idle_at - wall, self.last_at - wall)
        return max(0, int(left[0].total_seconds())), max(0, int(left[1].total_seconds()))


TERMS = {
    "officer": SessionTerms(timedelta(minutes=15), timedelta(hours=12)),
    "user": SessionTerms(timedelta(hours=1), timedelta(hours=24)),
    "customer": SessionTerms(timedelta(minutes=30), timedelta(hours=12)),
}


def needs_code(kind: str) -> bool:
    """Staff and bank sign in with a second factor, always."""
    return kind in STAFF_KINDS


def check_password(password: str, *, kind: str, about: tuple[str, ...] = ()) -> None:
    """Length, in code points, and not one that guessers try; no rules about kinds of signs.

    `about` are words that stand for the person or the place: brand, address, name. Raises Refused.
    """
    normal = normalize("NFKC", password)
    least = PASSWORD_WITH_CODE_MIN if needs_code(kind) else PASSWORD_ALONE_MIN
    if len(normal) < least:
        raise Refused(
            "password_short",
            _("Use at least %(least)s characters. A few unrelated words are good.", least=least),
        )
    if len(normal) > PASSWORD_LENGTH_MAX:
        raise Refused(
            "password_long", _("Use at most %(most)s characters.", most=PASSWORD_LENGTH_MAX)
        )
    if is_common(normal.casefold()):
        raise Refused(
            "password_common",
            "This is one of the first passwords a stranger would try.",
            next_step="A few unrelated words are good.",
        )
    if is_breached(normal.casefold()):
        raise Refused(
            "password_breached",
            "This password is known from a breach elsewhere, so strangers try it.",
            next_step="Choose another one; a few unrelated words are good.",
        )
    if is_about(normal.casefold(), about):
        raise Refused(
            "password_about_you",
            "This is little more than your name, your address or ours.",
            next_step="A few unrelated words are good.",
        )


def is_alive(*, last_seen_at: datetime, idle: timedelta, wall: datetime) -> bool:
    """Not idle for too long; how old a session may become is written on it when it starts."""
    return wall - last_seen_at < idle


def is_complete(kind: str, factors: frozenset[str], *, has_second_factor: bool) -> bool:
    """Whether what was given opens the whole surface.

    A passkey that checked its person is both factors, and so is an identity provider that says it
    asked for two; one that asked for one factor is like a password.
    A password is enough alone only for a customer who has set up nothing else.
    """
    if factors & WHOLE_FACTORS:
        return True
    if factors & SECOND_FACTORS:
        return bool(factors & FIRST_FACTORS)
    return "password" in factors and not needs_code(kind) and not has_second_factor


def is_fresh(proved_at: datetime | None, wall: datetime, *, kind: str = "user") -> bool:
    """Whether the last strong proof is recent enough for what cannot be taken back."""
    within = CUSTOMER_PROOF_FRESH if kind == "customer" else PROOF_FRESH
    return proved_at is not None and wall - proved_at < within


def check_term(
    access_from: datetime | None, access_until: datetime | None, *, wall: datetime
) -> None:
    """Of somebody who comes for a time; raises Refused (access_not_begun, access_over)."""
    if access_from is not None and wall < access_from:
        raise Refused(
            "access_not_begun",
            f"Your access begins on {_day(access_from)}.",
            next_step="Come back then; your password and second factor will open it.",
        )
    if access_until is not None and access_until <= wall:
        raise Refused(
            "access_over",
            f"Your access ended on {_day(access_until)}.",
            next_step="Ask the bank's oversight officer for another last day if you need one.",
        )


def _day(moment: datetime) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"
