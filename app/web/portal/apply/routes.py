"""Applying: one page, one button, and then the page that says where it stands."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.access.actions.sign_in import Credentials, sign_in
from app.banking.access.actions.start_session import NewSession
from app.banking.access.actions.verify_email import ask_verification
from app.banking.customers.actions.apply import ApplicationOrder
from app.banking.customers.actions.apply import apply as submit
from app.banking.customers.applying import applied_with, consent_texts, open_products
from app.banking.customers.details import Details
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, DomainError
from app.kernel.ids import CustomerId, new_id
from app.rails.calendars import eastern_day
from app.storage.session import partner_work
from app.web.door import moved_to, page, public, work
from app.web.portal.apply.forms import ApplyForm, apply_form
from app.web.sessions import entering, keep_session
from app.web.throttle import slow_down

blueprint = Blueprint("apply", __name__, template_folder="templates")
FIELD_OF = {
    "email_taken": "email",
    "email_invalid": "email",
    "password_about_you": "password",
    "password_common": "password",
    "password_breached": "password",
    "tax_id_invalid": "tax_id",
    "product_closed": "product",
}


@blueprint.get("/apply")
@public
def index() -> ResponseReturnValue:
    if work.login:
        return moved_to("home.index")
    return _shown(_form())


@blueprint.post("/apply")
@public
def create() -> ResponseReturnValue:
    if work.login:
        return moved_to("home.index")
    form = _form()
    if not form.validate():
        return _shown(form, status=422)
    try:
        slow_down(str(work.host.partner_id), f"apply {form.email.data}")
        opened = _submitted(form)
    except DomainError as refusal:
        form.refuse(FIELD_OF.get(refusal.code, "given_name"), refusal)
        return _shown(form, status=refusal.status)
    return keep_session(make_response(moved_to("home.index")), opened)


def _form() -> ApplyForm:
    today = eastern_day(work.now)
    return apply_form(
        open_products(work.db, on=today), consent_texts(work.db, on=today), today=today
    )


def _shown(form: ApplyForm, status: int = 200) -> ResponseReturnValue:
    form.forget_secrets()
    products = open_products(work.db, on=form.today)
    return page("apply/index.html", status=status, form=form, products=products)


def _submitted(form: ApplyForm) -> NewSession:
    """Apply and sign in; a form sent twice only signs in."""
    details, key = form.said(), form.key.data or ""
    if applied_with(work.enrolment(), key, details) is None:
        try:
            _apply(form, details, key)
        except Conflict as conflict:
            if conflict.code != "application_received":
                raise
            return _signed_in_after_all(form, details, key)
    return _signed_in(work.enrolment(), form, details)


def _apply(form: ApplyForm, details: Details, key: str) -> None:
    """The application through the portal's role, the way in through the app's: one request."""
    customer_id = CustomerId(new_id(work.now))
    actor = Actor("customer", customer_id, details.full_name, work.request_id)
    order = ApplicationOrder(
        key=key,
        customer_id=customer_id,
        product_id=form.product_id(),
        details=details,
        agreed=form.agreed(),
    )
    submit(work.for_customer(customer_id), order, actor=actor, now=work.now)
    login_id = enrol_customer(
        work.enrolment(),
        customer_id=customer_id,
        known_as=(details.email, details.full_name),
        password=form.password.data or "",
        actor=actor,
        now=work.now,
    )
    ask_verification(work.enrolment(), login_id, actor=actor, now=work.now, wall=work.wall)


def _signed_in_after_all(form: ApplyForm, details: Details, key: str) -> NewSession:
    """A twin of this request came first: leave nothing of this one, and read the other's."""
    work.finish(is_good=False)
    with partner_work(work.host.partner_id) as db:
        applied_with(db, key, details)
        return _signed_in(db, form, details)


def _signed_in(db: Session, form: ApplyForm, details: Details) -> NewSession:
    credentials = Credentials("customer", details.email, form.password.data or "")
    return sign_in(db, credentials, entry=entering("password"), wall=work.wall)
