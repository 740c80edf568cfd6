"""The ten invariants, with the rows of the bank's own partners and nobody else's."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.invariants.queries import standings_of_bank
from app.web.check_pages.words import rows_of, summary_of
from app.web.door import allow, page, work
from tenants.resolve import partner_names

blueprint = Blueprint("checks", __name__, template_folder="templates")


@blueprint.get("/checks")
@allow("oversight.view")
def index() -> ResponseReturnValue:
    """Row-level security leaves the bank its partners' rows; the looks are the installation's."""
    found = standings_of_bank(work.db)
    partners = partner_names(work.db, bank_id=work.host.bank_id)
    return page(
        "checks/index.html",
        standings=found,
        rows={each.name: rows_of(each, partners) for each in found if each.findings},
        summary=summary_of(found, wall=work.wall),
    )
