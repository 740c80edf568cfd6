"""Whose approvals a page is about: the console's partner, or the bank's own house."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.banking.access.matrix import may
from app.banking.access.persons import person_key
from app.banking.adjustments.queries import counting_with_requests
from app.banking.approvals.actions.set_rule import Owner
from app.banking.approvals.queries import Reader, counting_for_me
from app.kernel.errors import Forbidden, Refused
from app.web.door import work


def is_bank() -> bool:
    return work.host.surface == "oversight"


def desk() -> Session:
    """The session that asks and decides: the partner's, or the house partner's with its bank."""
    return work.house() if is_bank() else work.db


def owner() -> Owner:
    return "bank" if is_bank() else "partner"


def me() -> Reader:
    """Who looks: every page of this area is behind a sign-in."""
    if work.login is None:
        raise Forbidden("not_allowed", "Sign in first.")
    return Reader(work.login.login_id, person_key(work.login.email), work.login.role)


def waiting(reader: Reader, now: datetime | ColumnElement[datetime]) -> ColumnElement[int] | None:
    """How many requests wait for somebody, as part of a question; None: never any."""
    if not may(reader.role, "approvals.decide"):
        return None
    if may(reader.role, "ledger.approve"):
        return counting_with_requests(reader, now)
    return counting_for_me(reader, now)


@contextmanager
def refusals() -> Iterator[list[Refused]]:
    """What the core refuses is taken back to here, so that the page can be shown with it."""
    told: list[Refused] = []
    savepoint = desk().begin_nested()
    try:
        yield told
    except Refused as refusal:
        savepoint.rollback()
        told.append(refusal)
    else:
        savepoint.commit()
