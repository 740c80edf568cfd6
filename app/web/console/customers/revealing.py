"""A customer's masked data, shown whole for half a minute to somebody who says why."""

from flask import Response, make_response, url_for
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import accounts_of
from app.banking.customers.actions.look_up_customer import look_up_customer
from app.banking.customers.actions.reveal_customer import reveal_customer
from app.banking.customers.queries import customer_detail
from app.banking.customers.revealing import REVEALS_A_DAY_MAX, SHOWN_FOR
from app.kernel.errors import Refused
from app.kernel.ids import CustomerId
from app.web.console.customers.area import blueprint
from app.web.console.customers.forms import LookUpForm, RevealForm
from app.web.door import allow, moved_to, page, work
from app.web.proof import needs_proof

FIELD_OF = {"purpose_missing": "purpose"}


@blueprint.get("/customers/<customer:customer_id>/disclosure")
@allow("customers.reveal")
@needs_proof
def new_disclosure(customer_id: CustomerId) -> ResponseReturnValue:
    return _asked(customer_id, RevealForm())


@blueprint.post("/customers/<customer:customer_id>/disclosure")
@allow("customers.reveal")
@needs_proof
def create_disclosure(customer_id: CustomerId) -> ResponseReturnValue:
    form = RevealForm()
    if not form.validate():
        return _asked(customer_id, form, status=422)
    try:
        revealed = reveal_customer(
            work.db,
            customer_id=customer_id,
            purpose=form.purpose.data or "",
            words=form.words.data or "",
            actor=work.actor,
            wall=work.wall,
        )
    except Refused as refusal:
        form.refuse(FIELD_OF.get(refusal.code, "words"), refusal)
        return _asked(customer_id, form, status=422)
    shown = page(
        "customers/revealed.html",
        customer=customer_detail(work.db, customer_id),
        revealed=revealed,
        accounts=accounts_of(work.db, customer_id),
        seconds=int(SHOWN_FOR.total_seconds()),
        most=REVEALS_A_DAY_MAX,
    )
    return _gone_soon(shown, url_for("customers.show", customer_id=customer_id))


@blueprint.post("/customers/lookup")
@allow("customers.view")
def create_lookup() -> ResponseReturnValue:
    """Exactly one number or address; the answer is the customer's page."""
    form = LookUpForm()
    if not form.validate():
        return page("customers/lookup.html", status=422, form=form, is_nobody=False)
    try:
        found = look_up_customer(
            work.db, text=form.looked_for.data or "", actor=work.actor, now=work.now
        )
    except Refused as refusal:
        form.refuse("looked_for", refusal)
        return page("customers/lookup.html", status=422, form=form, is_nobody=False)
    if found is None:
        form.looked_for.data = ""
        return page("customers/lookup.html", form=form, is_nobody=True)
    return moved_to("customers.show", customer_id=found)


@blueprint.get("/customers/lookup")
@allow("customers.view")
def lookup() -> ResponseReturnValue:
    return page("customers/lookup.html", form=LookUpForm(), is_nobody=False)


def _asked(customer_id: CustomerId, form: RevealForm, *, status: int = 200) -> ResponseReturnValue:
    customer = customer_detail(work.db, customer_id)
    return page("customers/disclosure.html", status=status, form=form, customer=customer)


def _gone_soon(response: Response, onward: str) -> Response:
    """Back to the masked page by itself, kept nowhere; works without scripts."""
    response = make_response(response)
    response.headers["Refresh"] = f"{int(SHOWN_FOR.total_seconds())}; url={onward}"
    response.headers["Cache-Control"] = "no-store"
    return response
