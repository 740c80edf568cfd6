"""Begin a session: the only way there is, whatever factors were given."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.access.queries import has_second_factor
from app.banking.access.rules import (
    TERMS,
    SessionTerms,
    check_term,
    is_complete,
    needs_code,
)
from app.banking.access.tables import LoginRow, LoginSessionRow
from app.banking.access.tokens import new_token, token_hash
from app.banking.audit.actions.record import record
from app.banking.sso.queries import is_forced
from app.kernel.actor import Actor, ActorKind
from app.kernel.errors import Refused
from app.kernel.ids import SessionId, new_id
from app.storage.scope import current_scope

BROWSER_LENGTH_MAX = 200
BY_PROVIDER = frozenset({"sso", "sso_first"})


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody comes in: what the door saw of the browser, and the factors that were right.

    `device` is the browser's own token, if it has one; `terms` are the program's, for customers.
    """

    browser: str = ""
    address: str = ""
    device: str = field(default="", repr=False)
    factors: frozenset[str] = frozenset()
    terms: SessionTerms | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """What the browser keeps: the session's token and, where it is new, the device's."""

    id: SessionId
    is_verified: bool
    token: str = field(repr=False)
    device: str = field(default="", repr=False)


def start_session(db: Session, login: LoginRow, entry: Entry, *, wall: datetime) -> NewSession:
    """A fresh session with a fresh token; whole only when the factors are enough for the login.

    Raises Refused("access_over") for an examiner whose last day is past, and
    Refused("sso_required") for staff whose provider is the only way in.
    """
    check_term(login.access_until, wall=wall)
    check_way_in(db, login.kind, entry.factors)
    has_second = has_second_factor(db, login)
    is_verified = is_complete(login.kind, entry.factors, has_second_factor=has_second)
    token, session_id = new_token(), SessionId(new_id(wall))
    terms = entry.terms or TERMS[login.kind]
    db.execute(
        insert(LoginSessionRow).values(
            partner_id=current_scope(db).partner_id,
            id=session_id,
            token_hash=token_hash(token),
            login_id=login.id,
            customer_id=login.customer_id,
            role=login.role,
            is_verified=is_verified,
            factors=" ".join(sorted(entry.factors)),
            proved_at=wall if is_verified else None,
            created_at=wall,
            last_seen_at=wall,
            expires_at=wall + terms.absolute,
            idle_seconds=round(terms.idle.total_seconds()),
            browser=entry.browser[:BROWSER_LENGTH_MAX],
            address=entry.address,
        )
    )
    record(
        db,
        Actor(_actor_kind(login.kind), login.id, login.name),
        "session.started",
        subject=("login", login.id),
        now=wall,
        customer_id=login.customer_id,
        second_factor_due=not is_verified,
    )
    return NewSession(session_id, is_verified, token)


def check_way_in(db: Session, kind: str, factors: frozenset[str]) -> None:
    """Where single sign-on is forced, nothing else opens a session of staff or of officers."""
    if needs_code(kind) and not factors & BY_PROVIDER and is_forced(db):
        raise Refused(
            "sso_required",
            "Your team signs in through its identity provider only.",
            next_step="Use its button on the sign-in page.",
        )


def _actor_kind(kind: str) -> ActorKind:
    match kind:
        case "officer":
            return "officer"
        case "customer":
            return "customer"
        case _:
            return "user"
