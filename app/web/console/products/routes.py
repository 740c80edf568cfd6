"""What the brand offers: programs, products, limits and fees, each with its dates and source."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.products.queries import programs
from app.rails.calendars import eastern_day
from app.web.console.products.proposing import (
    create_fee_proposal,
    create_limit_proposal,
    new_fee_proposal,
    new_limit_proposal,
)
from app.web.door import allow, page, work

blueprint = Blueprint("products", __name__, template_folder="templates")


@blueprint.get("/products")
@allow("products.view")
def index() -> ResponseReturnValue:
    return page(
        "products/index.html",
        programs=programs(work.db),
        today=eastern_day(work.now),
        can_change=work.may("products.change"),
    )


blueprint.get("/products/limits/proposal")(new_limit_proposal)
blueprint.post("/products/limits/proposal")(create_limit_proposal)
blueprint.get("/products/fees/proposal")(new_fee_proposal)
blueprint.post("/products/fees/proposal")(create_fee_proposal)
