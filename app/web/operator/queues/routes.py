"""The work that waits in the database, by kind and age, and what was given up."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.events.standing import failed_work, work_by_kind
from app.storage.clock import business_now
from app.web.door import operator_only, page, work
from tenants.resolve import partner_names

blueprint = Blueprint("queues", __name__, template_folder="templates")


@blueprint.get("/work")
@operator_only
def index() -> ResponseReturnValue:
    now = business_now(work.db)
    kinds = work_by_kind(work.db, now=now, wall=work.wall)
    return page(
        "queues/index.html",
        kinds=kinds,
        due=sum(line.due for line in kinds),
        failures=sum(line.failed for line in kinds),
        due_since=min((line.due_since for line in kinds if line.due_since), default=None),
        failed=failed_work(work.db),
        partners=partner_names(work.db),
    )
