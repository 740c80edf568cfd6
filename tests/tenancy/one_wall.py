"""Takes one of the two walls away, for as long as a test needs to see the other hold alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from app.config import Config
from app.storage import session as sessions

DOORS = ("app", "portal", "bank")


@contextmanager
def without_filters() -> Iterator[None]:
    """The code's own filters are off in every session: row-level security stands alone."""

    def off(state: ORMExecuteState) -> None:
        state.session.info["filters_off"] = True

    event.listen(Session, "do_orm_execute", off, insert=True)
    try:
        yield
    finally:
        event.remove(Session, "do_orm_execute", off)


@contextmanager
def without_policies(config: Config) -> Iterator[None]:
    """Every door's sessions run as the superuser, whom no policy binds: the filters stand alone."""
    assert config.database.admin is not None
    engine = sessions.make_engine(config.database.admin)
    with pytest.MonkeyPatch.context() as patched:
        for role in DOORS:
            patched.setitem(sessions._engines, role, engine)
        yield
    engine.dispose()


WALLS = {"row-level security": lambda _: without_filters(), "the filters": without_policies}
