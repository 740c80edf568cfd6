"""Applications waiting for a person, and the decision that person makes."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.accounts.actions.decide_application import decide_application
from app.banking.customers.listing import APPLICATIONS
from app.banking.customers.queries import (
    application_detail,
    customer_detail,
)
from app.banking.customers.rules import NEXT, Outcome, staff_conclusion
from app.banking.related.queries import of_application
from app.banking.screening.queries import screenings_of
from app.kernel.errors import Refused
from app.kernel.ids import ApplicationId
from app.web.console.applications.forms import DecisionForm
from app.web.door import allow, moved_to, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.related import known, related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.tables.pages import Empty, TablePage, list_page

blueprint = Blueprint("applications", __name__, template_folder="templates")
TOLD = {Outcome.APPROVED: "approved, and the account is open", Outcome.DECLINED: "declined"}
LIST = TablePage(
    APPLICATIONS,
    "applications.index",
    href=lambda line: url_for("applications.show", application_id=line.id),
    opens_drawer=True,
    presets=(
        ("Needs review", "status=referred"),
        ("Being checked", "status=submitted"),
        ("Approved", "status=approved"),
        ("Declined", "status=declined"),
    ),
    empty=Empty(
        "No applications yet",
        "Whoever applies on your portal appears here at once.",
        begins=("See the products they apply for", "products.index"),
    ),
)


@blueprint.get("/applications")
@allow("customers.view")
def index() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/applications")


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
    flash(f"The application is {TOLD[conclusion.outcome]}.", "success")
    return moved_to("applications.show", application_id=application_id)


def _shown(
    application_id: ApplicationId, form: DecisionForm, status: int = 200
) -> ResponseReturnValue:
    application = application_detail(work.db, application_id)
    is_open = Outcome.APPROVED in NEXT.get(application.status, ())
    return page(
        "applications/show.html",
        status=status,
        application=application,
        can_reveal=work.may("customers.reveal"),
        customer=customer_detail(work.db, application.customer_id),
        screenings=screenings_of(work.db, application.customer_id),
        fragment=timeline_fragment(),
        **object_context(
            work.db,
            "application",
            application_id,
            application,
            steps=[
                step(
                    "Decide",
                    "customers.decide",
                    unless="" if is_open else f"It is {application.status} already.",
                    href="#decide",
                    mark="check",
                )
            ],
            related=related_groups(
                work.db,
                of_application(application_id, application.customer_id),
                beside=[known("customer", application.customer_id, application.name)],
            ),
        ),
        form=form,
        can_decide=is_open and work.login is not None and may(work.login.role, "customers.decide"),
    )
