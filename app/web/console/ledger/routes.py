"""The partner's ledger: its pages, which oversight shares."""

from flask import Blueprint

from app.web.ledger_pages.reading import PAGES
from app.web.ledger_pages.whose import open_to

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")
open_to(blueprint, "ledger.view", PAGES)
