"""Let in whom an identity provider vouches for: the identity decides, never the e-mail."""

import re
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.actions.start_session import Entry, NewSession, start_session
from app.banking.access.chiefs import CHIEF, keep_a_chief, lock_with_chiefs
from app.banking.access.matrix import EXAMINER, ROLES
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.sso.actions.keep_identity import (
    keep_identity,
    note_provider_session,
    note_sign_in,
)
from app.banking.sso.queries import login_of
from app.banking.sso.rules import distrust, has_second_factor, role_of
from app.banking.sso.vouching import Vouched
from app.kernel.actor import Actor, ActorKind
from app.kernel.errors import Forbidden, Refused
from app.kernel.ids import LoginId, new_id
from app.storage.scope import current_scope

LAST_CHIEF = "sso_last_chief"
BOTH, ONE = frozenset({"sso"}), frozenset({"sso_first"})
EMAIL = re.compile(r"\A[^@\s]{1,64}@[^@\s]{1,188}\Z")
NAME_LENGTH_MAX = 100
ACTOR_KINDS: dict[str, ActorKind] = {"user": "user", "officer": "officer"}


def sign_in_with_provider(
    db: Session, vouched: Vouched, *, kind: str, attempt_id: UUID, entry: Entry, wall: datetime
) -> NewSession:
    """Start a session for the login of this identity; the first time, make that login.

    Raises Forbidden for somebody without a role or with a disabled login, Refused where the
    identity is new and its e-mail belongs to a login that it was never linked to, and
    Refused("sso_last_chief") where its role would leave the team without anybody to lead it.
    """
    provider = vouched.provider
    role = role_of(vouched.claims, provider.role_claim, provider.role_map)
    if role not in assignable_roles(kind):
        raise distrust("role")
    login_id = login_of(db, provider.issuer, vouched.subject)
    if login_id is None:
        login_id = _first_time(db, vouched, kind=kind, role=role, wall=wall)
    login = _locked(db, login_id, role)
    if login.is_disabled or login.kind != kind:
        raise Forbidden(
            "login_disabled",
            "Your login here is disabled.",
            next_step="Ask an owner of your team to enable it.",
        )
    _take_role(db, login, role, vouched, wall=wall)
    note_sign_in(db, provider, vouched.subject, login_id, wall=wall)
    note_provider_session(db, attempt_id, login_id, vouched.session)
    factors = BOTH if has_second_factor(vouched.claims, provider.second_factor) else ONE
    return start_session(db, login, replace(entry, factors=factors), wall=wall)


def assignable_roles(kind: str) -> dict[str, str]:
    """Roles that a provider may give, the widest first; an examiner is let in by a person."""
    return {
        name: role.label
        for name, role in ROLES.items()
        if role.kind == kind and name != EXAMINER and kind != "customer"
    }


def _locked(db: Session, login_id: LoginId, role: str) -> LoginRow:
    """The login as it is; with every chief where one of them is about to be none any more."""
    found = select(LoginRow).where(LoginRow.id == login_id)
    login = db.scalars(found).one()
    if role != login.role == CHIEF.get(login.kind):
        lock_with_chiefs(db, login_id)
        return login
    return db.scalars(found.with_for_update().execution_options(populate_existing=True)).one()


def _first_time(db: Session, vouched: Vouched, *, kind: str, role: str, wall: datetime) -> LoginId:
    """A login made just in time; its e-mail is an address for letters, not who somebody is."""
    login_id = LoginId(new_id(wall))
    added = db.scalar(
        insert(LoginRow)
        .values(
            partner_id=current_scope(db).partner_id,
            id=login_id,
            kind=kind,
            email=_email(vouched),
            name=_name(vouched),
            role=role,
            is_disabled=False,
            created_at=wall,
        )
        .on_conflict_do_nothing()
        .returning(LoginRow.id)
    )
    if added is None:
        raise Refused(
            "sso_email_known",
            "Somebody signs in here with your e-mail address already.",
            next_step="If that is you, sign in as before and connect "
            f"{vouched.provider.name} on your security page.",
        )
    actor = Actor(ACTOR_KINDS[kind], login_id, _name(vouched))
    record(
        db,
        actor,
        "user.added",
        subject=("login", login_id),
        now=wall,
        role=role,
    )
    keep_identity(db, vouched.provider, vouched.subject, login_id, actor=actor, wall=wall)
    return login_id


def _take_role(
    db: Session, login: LoginRow, role: str, vouched: Vouched, *, wall: datetime
) -> None:
    """The provider's word at each sign-in; sessions of the old role end with it."""
    before = login.role
    if before == role:
        return
    try:
        keep_a_chief(db, login)
    except Refused as refusal:
        raise Refused(
            LAST_CHIEF,
            f"Your identity provider makes you {ROLES[role].label.lower()}, and you are the last "
            f"{ROLES[before].label.lower()} here. Nobody could let people in any more.",
            next_step="Ask whoever looks after it to give your role back, or to somebody else "
            "who signs in first.",
        ) from refusal
    end_sessions_of(db, LoginId(login.id), actor=_actor(login), wall=wall)
    db.execute(update(LoginRow).where(LoginRow.id == login.id).values(role=role))
    login.role = role
    record(
        db,
        _actor(login),
        "user.role_taken",
        subject=("login", login.id),
        now=wall,
        provider_id=str(vouched.provider.id),
        before={"role": before},
        after={"role": role},
    )


def _email(vouched: Vouched) -> str:
    given = vouched.claims.get("email")
    is_address = isinstance(given, str) and EMAIL.match(given) and given.isprintable()
    if not is_address or vouched.claims.get("email_verified") is False:
        raise Refused(
            "sso_no_email",
            "Your identity provider gives no confirmed e-mail address for you.",
            next_step="Ask whoever looks after it to add one; letters about your login go there.",
        )
    return str(given).strip().lower()


def _name(vouched: Vouched) -> str:
    given = vouched.claims.get("name")
    is_good = isinstance(given, str) and given.strip() and given.isprintable()
    return str(given).strip()[:NAME_LENGTH_MAX] if is_good else _email(vouched)


def _actor(login: LoginRow) -> Actor:
    return Actor(ACTOR_KINDS.get(login.kind, "customer"), login.id, login.name)
