"""Applications waiting for a person, and the decision that person makes."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.accounts.actions.decide_application import decide_application
from app.banking.audit.queries import records_about
from app.banking.customers.queries import (
    ApplicationPage,
    TimeCursor,
    application_detail,
    application_page,
    count_by_status,
    customer_detail,
)
from app.banking.customers.rules import NEXT, Outcome, staff_conclusion
from app.banking.screening.queries import screenings_of
from app.kernel.errors import Refused
from app.kernel.ids import ApplicationId
from app.web.console.applications.forms import DecisionForm
from app.web.console.applications.history import history_of
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, moved_to, page, work

blueprint = Blueprint("applications", __name__, template_folder="templates")
LINES = 25
STATUSES = {
    "": "All",
    "referred": "Needs review",
    "submitted": "Being checked",
    "approved": "Approved",
    "declined": "Declined",
}
COUNTED = ("referred", "submitted")


@blueprint.get("/applications")
@allow("customers.view")
def index() -> ResponseReturnValue:
    status = request.args.get("status", "")
    status = status if status in STATUSES else ""
    after = read_cursor(request.args.get("after", ""), datetime, UUID)
    found = application_page(
        work.db, status=status, after=TimeCursor(*after) if after else None, limit=LINES
    )
    return page(
        "applications/index.html",
        applications=found.lines,
        pages=_pages(found, status, is_first=after is None),
        current=status,
        tabs=_tabs(),
    )


@blueprint.get("/applications/<application:application_id>")
@allow("customers.view")
def show(application_id: ApplicationId) -> ResponseReturnValue:
    return _shown(application_id, DecisionForm())


@blueprint.post("/applications/<application:application_id>/decision")
@allow("customers.decide")
def create_decision(application_id: ApplicationId) -> ResponseReturnValue:
    form = DecisionForm()
    if not form.validate():
        return _shown(application_id, form, status=422)
    try:
        conclusion = staff_conclusion(Outcome(form.outcome.data), form.note.data or "")
    except Refused as refusal:
        form.refuse("note", refusal)
        return _shown(application_id, form, status=422)
    decide_application(
        work.db,
        application_id=application_id,
        conclusion=conclusion,
        actor=work.actor,
        now=work.now,
    )
    flash(f"The application is {conclusion.outcome}.", "success")
    return moved_to("applications.show", application_id=application_id)


def _shown(
    application_id: ApplicationId, form: DecisionForm, status: int = 200
) -> ResponseReturnValue:
    application = application_detail(work.db, application_id)
    is_open = Outcome.APPROVED in NEXT.get(application.status, ())
    about = records_about(work.db, [application_id])
    return page(
        "applications/show.html",
        status=status,
        application=application,
        can_reveal=work.may("customers.reveal"),
        customer=customer_detail(work.db, application.customer_id),
        screenings=screenings_of(work.db, application.customer_id),
        history=history_of(about),
        form=form,
        can_decide=is_open and work.login is not None and may(work.login.role, "customers.decide"),
    )


def _tabs() -> list[dict[str, str | int | None]]:
    counts = count_by_status(work.db)
    return [
        {
            "key": key,
            "label": label,
            "href": url_for("applications.index", status=key or None),
            "count": counts.get(key, 0) if key in COUNTED else None,
        }
        for key, label in STATUSES.items()
    ]


def _pages(found: ApplicationPage, status: str, *, is_first: bool) -> dict[str, str]:
    here = {"status": status or None}
    last = found.next_cursor
    older = write_cursor((last.at, last.id) if last else None)
    return {
        "newer_href": "" if is_first else url_for("applications.index", **here),
        "older_href": url_for("applications.index", **here, after=older) if older else "",
    }
