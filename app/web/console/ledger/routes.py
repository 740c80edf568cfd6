"""The partner's ledger: the pages that oversight shares, with the forms of those who may act."""

from app.web.console.ledger import adjusting, holding, locking
from app.web.console.ledger.accounts import account
from app.web.console.ledger.area import blueprint
from app.web.ledger_pages.adjustments import LIST as ADJUSTMENTS_PAGE
from app.web.ledger_pages.deposits import LIST as DEPOSITS_PAGE
from app.web.ledger_pages.deposits import list_asked_for
from app.web.ledger_pages.holds import LIST as HOLDS_PAGE
from app.web.ledger_pages.periods import LIST as LOCKS_PAGE
from app.web.ledger_pages.reading import PAGES
from app.web.ledger_pages.whose import open_to
from app.web.list_pages.batches import open_list

__all__ = ["blueprint"]

OWN = {
    view.__name__: view
    for view in (
        account,
        adjusting.adjustment,
        adjusting.transaction,
        holding.hold,
        locking.periods,
    )
}
open_list(blueprint, DEPOSITS_PAGE, "/deposits", asked_for=list_asked_for)
open_list(blueprint, LOCKS_PAGE, "/periods")
open_list(blueprint, HOLDS_PAGE, "/holds")
open_list(blueprint, ADJUSTMENTS_PAGE, "/adjustments")
open_to(
    blueprint,
    "ledger.view",
    {path: OWN.get(view.__name__, view) for path, view in PAGES.items()},
)
