"""Begin a session: the only way there is, whatever factors were given."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Integer, Interval, cast, func, insert, literal
from sqlalchemy.orm import Session

from app.banking.access.devices import greet_device, known_device
from app.banking.access.queries import has_second_factor
from app.banking.access.rules import (
    BY_PROVIDER,
    TERMS,
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
KIND_OF_ACTOR: dict[str, ActorKind] = {
    "officer": "officer",
    "customer": "customer",
    "user": "user",
}
AT = DateTime(timezone=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """How somebody comes in: what the door saw of the browser, and the factors that were right.

    `browser` is what it says of itself, `browser_words` the same for people. `device` is the
    browser's own token, if it has one; `lasts` are a program's minutes idle and hours in all.
    """

    browser: str = ""
    browser_words: str = ""
    address: str = ""
    device: str = field(default="", repr=False)
    factors: frozenset[str] = frozenset()
    lasts: tuple[ColumnElement[int], ColumnElement[int]] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What was read with the login: whether a password is not all, and whether the browser is."""

    has_second_factor: bool
    device_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewSession:
    """What the browser keeps: the session's token and, where it is new, the device's."""

    id: SessionId
    is_verified: bool
    token: str = field(repr=False)
    device: str = field(default="", repr=False)


def start_session(
    db: Session, login: LoginRow, entry: Entry, *, wall: datetime, known: Known | None = None
) -> NewSession:
    """A fresh session with a fresh token; whole only when the factors are enough for the login.

    `known` is read here, unless it was read with the login and its way in was checked. Raises
    Refused (access_not_begun, access_over) for an examiner outside of their days, and
    Refused("sso_required") for staff whose provider is the only way in.
    """
    check_term(login.access_from, login.access_until, wall=wall)
    if known is None:
        check_way_in(db, login.kind, entry.factors)
        known = _known(db, login, entry)
    is_verified = is_complete(login.kind, entry.factors, has_second_factor=known.has_second_factor)
    token, session_id, actor = new_token(), SessionId(new_id(wall)), _actor(login)
    device_id, device = known.device_id, ""
    if is_verified and device_id is None:
        browser = entry.browser_words
        device_id, device = greet_device(
            db, login, entry.device, browser=browser, actor=actor, wall=wall
        )
    row = {
        "id": session_id,
        "token_hash": token_hash(token),
        "is_verified": is_verified,
        "proved_at": wall if is_verified else None,
        "device_id": device_id,
    }
    db.execute(insert(LoginSessionRow).values(row | _of_login(db, login, entry, wall)))
    record(
        db,
        actor,
        "session.started",
        subject=("login", login.id),
        now=wall,
        customer_id=login.customer_id,
        second_factor_due=not is_verified,
    )
    return NewSession(session_id, is_verified, token, device)


def check_way_in(db: Session, kind: str, factors: frozenset[str]) -> None:
    """Where single sign-on is forced, nothing else opens a session of staff or of officers."""
    if needs_code(kind) and not factors & BY_PROVIDER and is_forced(db):
        raise Refused(
            "sso_required",
            "Your team signs in through its identity provider only.",
            next_step="Use its button on the sign-in page.",
        )


def _known(db: Session, login: LoginRow, entry: Entry) -> Known:
    return Known(has_second_factor(db, login), known_device(db, login.id, entry.device))


def _of_login(db: Session, login: LoginRow, entry: Entry, wall: datetime) -> dict[str, object]:
    """Whose session it is, how they came, and how long it may last."""
    return {
        "partner_id": current_scope(db).partner_id,
        "login_id": login.id,
        "customer_id": login.customer_id,
        "role": login.role,
        "factors": " ".join(sorted(entry.factors)),
        "created_at": wall,
        "last_seen_at": wall,
        "browser": entry.browser[:BROWSER_LENGTH_MAX],
        "address": entry.address,
        **_terms(login, entry, wall),
    }


def _terms(login: LoginRow, entry: Entry, wall: datetime) -> dict[str, object]:
    """When the session ends by itself: as its program says, or as its kind of login does."""
    if entry.lasts is None:
        usual = TERMS[login.kind]
        idle, ends = round(usual.idle.total_seconds()), wall + usual.absolute
        return {"idle_seconds": idle, "expires_at": ends}
    minutes, hours = entry.lasts
    years = months = weeks = days = 0
    whole = cast(hours, Integer)
    lasts = func.make_interval(years, months, weeks, days, whole, type_=Interval)
    return {"idle_seconds": minutes * 60, "expires_at": literal(wall, AT) + lasts}


def _actor(login: LoginRow) -> Actor:
    return Actor(KIND_OF_ACTOR[login.kind], login.id, login.name)
