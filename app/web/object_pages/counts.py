"""How many conversations wait for whoever looks: for an answer, or to be read."""

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from app.banking.threads.queries import count_unread
from app.kernel.ids import CustomerId
from app.web.door import work
from app.web.list_pages.desk import unanswered_count as unanswered_by_team


def unanswered_count() -> int:
    """0 where a page must come without a database, and for those who do not answer.

    Asked once a request, however many layouts ask.
    """
    if "unanswered" not in g:
        g.unanswered = _counted()
    found: int = g.unanswered
    return found


def keep_count(count: int) -> None:
    """What a page has counted itself: the navigation does not count again."""
    g.unanswered = count


def _counted() -> int:
    try:
        if work.customer_id is not None:
            return count_unread(work.db, CustomerId(work.customer_id))
        return unanswered_by_team()
    except SQLAlchemyError:
        return 0
