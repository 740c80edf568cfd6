"""What a customer is told on coming in, each line with the page it is about."""

from dataclasses import dataclass

from flask import url_for

from app.banking.threads.queries import asking_unread
from app.banking.today.customer import asking_today
from app.kernel.ids import CustomerId
from app.kernel.languages import gettext as _
from app.kernel.languages import ngettext
from app.storage.finding import Found
from app.storage.together import read_together
from app.web.door import work
from app.web.object_pages.counts import keep_count
from app.web.search_pages.kinds import as_month, may_open

MESSAGES = "messages.index"


@dataclass(frozen=True, slots=True)
class News:
    """One line: what it is about, and where more of it is."""

    words: str
    note: str
    mark: str
    href: str


def news() -> list[News]:
    """Messages first, since somebody waits; then what came back, and a new statement."""
    assert work.customer_id is not None  # noqa: S101 -- the portal's home is a customer's
    unread, today = asking_unread(CustomerId(work.customer_id)), asking_today(work.now)
    count, found = read_together(work.db, unread, today)
    keep_count(count)
    return [*_messages(count), *(_told(each) for each in found)]


def _messages(count: int) -> list[News]:
    if not count or not may_open(MESSAGES):
        return []
    words = ngettext("%(num)s new message", "%(num)s new messages", count)
    return [News(words, "", "mail", url_for(MESSAGES))]


def _told(found: Found) -> News:
    if found.kind == "statement":
        href = url_for("statements.show", statement_id=found.id)
        return News(_("Your statement is ready"), as_month(found.title), "file", href)
    href = url_for("payments.show", payment_id=found.id)
    amount = found.amount.formatted() if found.amount else ""
    words = _("Your payment to %(name)s came back", name=found.title)
    return News(words, amount, "undo", href)
