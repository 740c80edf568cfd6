"""The ten invariants, with the rows of the bank's own partners and nobody else's."""

from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.banking.invariants.queries import FindingLine, standings_of_bank
from app.web.check_pages.words import rows_of, summary_of
from app.web.door import allow, page, work
from tenants.resolve import partner_names

# Which page of a partner's books shows a row, and what names it there.
PAGES = {
    "adjustment": ("ledger.adjustment", "adjustment_id"),
    "hold": ("ledger.hold", "hold_id"),
    "ledger_account": ("ledger.account", "ledger_account_id"),
    "transaction": ("ledger.transaction", "transaction_id"),
}

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
        rows={each.name: rows_of(each, partners, _page_of) for each in found if each.findings},
        summary=summary_of(found, wall=work.wall),
    )


def _page_of(line: FindingLine) -> str:
    if line.kind == "program":
        return url_for("partners.show", partner_id=line.partner_id)
    if line.kind == "return":
        return url_for("files.returns", status="prepared")
    if line.kind not in PAGES or line.partner_id is None:
        return ""
    endpoint, argument = PAGES[line.kind]
    values = {argument: UUID(line.id), "partner_id": line.partner_id}
    return url_for(endpoint, **values)  # type: ignore[arg-type]
