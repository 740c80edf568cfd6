"""Who may do what, what a password must be, how long a session lasts; without a database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.errors import Refused

PASSWORD_ALONE_MIN = 15  # NIST SP 800-63B-4: a password that is the only factor
PASSWORD_WITH_CODE_MIN = 8
PASSWORD_LENGTH_MAX = 256
CODE_SECONDS = 30
SEEN_AGAIN_AFTER = timedelta(seconds=60)

CONSOLE_READ = frozenset(
    {
        "home.view",
        "customers.view",
        "accounts.view",
        "payments.view",
        "products.view",
        "statements.view",
        "ledger.view",
    }
)
OVERSIGHT_READ = frozenset({"oversight.view"})
PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": CONSOLE_READ
    | {"customers.decide", "accounts.freeze", "payments.send", "payments.cancel"}
    | {"ledger.configure", "ledger.adjust", "ledger.approve", "ledger.lock", "holds.change"},
    "operations": CONSOLE_READ
    | {"payments.send", "payments.cancel", "ledger.adjust", "holds.change"},
    "compliance": CONSOLE_READ | {"customers.decide", "accounts.freeze", "ledger.approve"},
    "support": CONSOLE_READ - {"ledger.view"},
    "developer": CONSOLE_READ - {"customers.view", "statements.view"},
    "read_only": CONSOLE_READ,
    "oversight_officer": OVERSIGHT_READ | {"files.upload", "breaks.explain"},
    "bsa_officer": OVERSIGHT_READ,
    "bank_operations": OVERSIGHT_READ | {"files.upload", "breaks.explain"},
    "examiner": OVERSIGHT_READ,
    "customer": frozenset({"portal.use"}),
}
ROLE_LABELS = {
    "owner": "Owner",
    "operations": "Operations",
    "compliance": "Compliance",
    "support": "Support",
    "developer": "Developer",
    "read_only": "Read only",
    "oversight_officer": "Oversight officer",
    "bsa_officer": "BSA officer",
    "bank_operations": "Bank operations",
    "examiner": "Examiner",
    "customer": "Customer",
}
OFFICER_ROLES = frozenset({"oversight_officer", "bsa_officer", "bank_operations", "examiner"})
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


def may(role: str, permission: str) -> bool:
    """Whether a role holds a permission; an unknown role holds none."""
    return permission in PERMISSIONS.get(role, frozenset())


def kind_of(role: str) -> str:
    """Whose login a role belongs to: user, officer or customer."""
    if role in OFFICER_ROLES:
        return "officer"
    return "customer" if role == "customer" else "user"


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
