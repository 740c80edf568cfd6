"""The pages of a ledger as its bank sees them: the same as the partner's, and nothing to change."""

from flask import Blueprint

from app.web.ledger_pages.adjustments import LIST as ADJUSTMENTS_PAGE
from app.web.ledger_pages.deposits import LIST as DEPOSITS_PAGE
from app.web.ledger_pages.deposits import list_asked_for
from app.web.ledger_pages.holds import LIST as HOLDS_PAGE
from app.web.ledger_pages.periods import LIST as LOCKS_PAGE
from app.web.ledger_pages.reading import PAGES
from app.web.ledger_pages.whose import OVERSIGHT_PATH, name_partner, open_to
from app.web.list_pages.batches import open_list

PERMISSION = "oversight.view"
blueprint = Blueprint("ledger", __name__, url_prefix=OVERSIGHT_PATH)
name_partner(blueprint)
open_to(blueprint, PERMISSION, PAGES)
open_list(
    blueprint, DEPOSITS_PAGE, "/deposits", asked_for=list_asked_for, permission="oversight.view"
)
open_list(blueprint, LOCKS_PAGE, "/periods", permission=PERMISSION)
open_list(blueprint, HOLDS_PAGE, "/holds", permission="oversight.view")
open_list(blueprint, ADJUSTMENTS_PAGE, "/adjustments", permission="oversight.view")
