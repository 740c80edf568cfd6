"""How far each partner's ledger is sealed, and what waits for its seal."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.invariants.seals import seals
from app.web.check_pages.words import seconds
from app.web.door import operator_only, page, work

blueprint = Blueprint("seals", __name__, template_folder="templates")
LAG_MAX = timedelta(seconds=60)


@blueprint.get("/seals")
@operator_only
def index() -> ResponseReturnValue:
    lines = seals(work.db)
    return page(
        "seals/index.html",
        lines=[(line, line.lag(work.wall)) for line in lines],
        unsealed=sum(line.unsealed for line in lines),
        worst=max((line.lag(work.wall) for line in lines), default=timedelta()),
        lag_max=LAG_MAX,
        seconds=seconds,
    )
