"""What the brand offers: programs, products, limits and fees, each with its dates and source."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.banking.products.queries import ProgramDetail, product_detail, programs
from app.banking.related.queries import of_product
from app.kernel.ids import ProductId
from app.rails.calendars import eastern_day
from app.web.console.products.proposing import (
    create_fee_proposal,
    create_limit_proposal,
    new_fee_proposal,
    new_limit_proposal,
)
from app.web.door import allow, page, work
from app.web.object_pages.raw import raw_record
from app.web.object_pages.related import related_groups
from app.web.object_pages.sources import SILENT, approvals_source, changes_source
from app.web.object_pages.steps import Step, step
from app.web.object_pages.told import timeline_fragment, timeline_of
from app.web.object_pages.whole import object_context

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


@blueprint.get("/products/<product:product_id>")
@allow("products.view")
def show(product_id: ProductId) -> ResponseReturnValue:
    program, product = product_detail(work.db, product_id)
    return page(
        "products/show.html",
        fragment=timeline_fragment(),
        program=program,
        product=product,
        today=eastern_day(work.now),
        **object_context(
            work.db,
            "product",
            product_id,
            product,
            approvals_source(work.db, [product_id]),
            steps=[_fee_step()],
            related=related_groups(work.db, of_product(product_id)),
        ),
    )


def _fee_step() -> Step:
    return step(
        "Propose a fee", "products.change", href=url_for("products.new_fee_proposal"), mark="edit"
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
