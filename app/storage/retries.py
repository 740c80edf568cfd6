"""Doing a piece of work again when the database broke a tie against it; for the doors to use."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

RETRIES_MAX = 5
PAUSE_SECONDS = 0.02  # at most, before the first retry; twice as long before each further one
TIES = ("40P01", "40001")  # a deadlock; two transactions that cannot both have come first

T = TypeVar("T")


def again(do: Callable[[], T], *, undo: Callable[[], object] = lambda: None) -> T:
    """Do it, and at most RETRIES_MAX times more while it loses a tie; then the error is raised.

    Postgres has rolled the loser back. `do` opens its transaction anew each time; what it leaves
    open when it raises, `undo` closes.
    """
    for attempt in range(RETRIES_MAX):
        try:
            return do()
        except DBAPIError as error:
            if not is_tie(error):
                raise
            undo()
        time.sleep(random.uniform(0, PAUSE_SECONDS * 2**attempt))  # noqa: S311 -- no secret
    return do()


def is_tie(error: DBAPIError) -> bool:
    """Whether another try may well succeed, because nothing is wrong but the moment."""
    return getattr(error.orig, "sqlstate", None) in TIES
