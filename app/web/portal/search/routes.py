"""What a customer finds: their own payments, accounts and statements, and pages of the portal."""

from app.banking.search.queries import search_portal
from app.banking.search.rules import Asked
from app.kernel.languages import marked
from app.rails.calendars import eastern_day
from app.storage.finding import Found
from app.web.door import work
from app.web.search_pages.area import Searched, search_blueprint
from app.web.search_pages.kinds import Kind, as_month
from app.web.search_pages.places import OWN, Place, navigated

DIRECTIONS = {"incoming": marked("Money in"), "outgoing": marked("Money out")}
KINDS = {
    "payment": Kind(
        "Payments", "swap", "payments.show", "payment_id", words=DIRECTIONS.__getitem__
    ),
    "account": Kind(marked("Accounts"), "wallet", "accounts.show", "account_id"),
    "statement": Kind(
        marked("Statements"), "file", "statements.show", "statement_id", titled=as_month
    ),
}
WAYS = (
    ("payment", marked("who you paid or who paid you, or an amount like 40.00")),
    ("account", marked("an account's name, or the end of its number")),
    ("statement", marked("a statement's month, like November 2025")),
)
PLACES = (
    *navigated("portal"),
    Place(
        marked("Send money"),
        "send.index",
        "send",
        marked("pay transfer somebody"),
        is_action=True,
    ),
    *OWN,
)


def _find(asked: Asked, _kinds: dict[str, Kind]) -> list[Found]:
    return search_portal(work.db, asked, today=eastern_day(work.now))


blueprint = search_blueprint(__name__, "portal.use", Searched(_find, KINDS, WAYS, PLACES))
