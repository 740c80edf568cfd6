"""How the ten invariants stand, the rows that break them, and looking again at once."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from app.banking.invariants.looking import look
from app.banking.invariants.queries import standings
from app.storage.clock import wall_now
from app.web.check_pages.words import rows_of, seconds, summary_of
from app.web.door import moved_to, operator_only, page, work
from tenants.resolve import partner_names

blueprint = Blueprint("invariants", __name__, template_folder="templates")


@blueprint.get("/")
@operator_only
def index() -> ResponseReturnValue:
    found = standings(work.db)
    partners = partner_names(work.db)
    return page(
        "invariants/index.html",
        standings=found,
        rows={each.name: rows_of(each, partners) for each in found if each.findings},
        summary=summary_of(found, wall=work.wall),
        seconds=seconds,
    )


@blueprint.post("/looks")
@operator_only
def create_look() -> ResponseReturnValue:
    """Now, in this request: the page that follows shows what was found."""
    outcomes = look(wall_now)
    broken = [outcome.invariant for outcome in outcomes if outcome.reds]
    if broken:
        flash(f"Looked at all ten: {', '.join(broken)} broken.", "error")
    else:
        flash("Looked at all ten: they hold.", "success")
    return moved_to("invariants.index")
