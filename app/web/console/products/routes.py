"""What the brand offers: programs, products, limits and fees, each with its dates and source."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.banking.products.queries import ProgramDetail, programs
from app.rails.calendars import eastern_day
from app.web.console.products.proposing import (
    create_fee_proposal,
    create_limit_proposal,
    new_fee_proposal,
    new_limit_proposal,
)
from app.web.door import allow, page, work
from app.web.object_pages.raw import raw_record
from app.web.object_pages.sources import SILENT, approvals_source, changes_source
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment, timeline_of

blueprint = Blueprint("products", __name__, template_folder="templates")
# A program's days are closed every evening; that is no change of its terms.
UNTOLD = (*SILENT, "day.")
PROPOSALS = (
    ("Propose a limit", "products.new_limit_proposal"),
    ("Propose a fee", "products.new_fee_proposal"),
)


@blueprint.get("/products")
@allow("products.view")
def index() -> ResponseReturnValue:
    found = programs(work.db)
    return page(
        "products/index.html",
        fragment=timeline_fragment(),
        programs=found,
        today=eastern_day(work.now),
        **_beside(found),
    )


def _beside(found: list[ProgramDetail]) -> dict[str, Any]:
    """What was changed in all of it and who agreed, what can be proposed, the raw record."""
    ids = [each.id for program in found for each in (program, *program.products)]
    sources = (changes_source(work.db, ids, silent=UNTOLD), approvals_source(work.db, ids))
    return {
        "timeline": timeline_of(*sources, here=url_for("products.index")),
        "raw": raw_record(found, "programs"),
        "steps": [
            step(label, "products.change", href=url_for(endpoint), mark="edit")
            for label, endpoint in PROPOSALS
            if found
        ],
    }


blueprint.get("/products/limits/proposal")(new_limit_proposal)
blueprint.post("/products/limits/proposal")(create_limit_proposal)
blueprint.get("/products/fees/proposal")(new_fee_proposal)
blueprint.post("/products/fees/proposal")(create_fee_proposal)
