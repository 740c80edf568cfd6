"""Ask for a look at a partner's console: as which role, why, and by which ticket."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import roles_of
from app.banking.team.actions.grant_support import GrantedSupport, SupportOrder, grant_support
from app.kernel.errors import NotFound, Refused
from app.storage.session import partner_work
from app.web.door import operator_only, page, work
from app.web.operator.support.forms import SupportForm
from tenants.resolve import hosts_of, partner_of
from tenants.resolve import partner_names as names

blueprint = Blueprint("support", __name__, url_prefix="/support", template_folder="templates")
FIELD_OF = {
    "name_invalid": "name",
    "role_unknown": "role",
    "reason_invalid": "reason",
    "ticket_invalid": "ticket",
}


@blueprint.get("")
@operator_only
def index() -> ResponseReturnValue:
    return _form_page(_form())


@blueprint.post("")
@operator_only
def create() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _form_page(form, status=422)
    order = SupportOrder(
        form.name.data or "", form.role.data or "", form.reason.data or "", form.ticket.data or ""
    )
    partner_id = UUID(form.partner.data)
    try:
        with partner_work(partner_id) as db:
            granted = grant_support(db, order, actor=work.actor, wall=work.wall)
            console = hosts_of(db, partner_id).get("console", "")
            partner = partner_of(db, partner_id)
    except Refused as refusal:
        form.refuse(FIELD_OF[refusal.code], refusal)
        return _form_page(form, status=422)
    if not console:
        raise NotFound("console")
    return page(
        "support/granted.html",
        partner=partner,
        order=order,
        role=roles_of("user")[order.role],
        address=_address(console, granted),
    )


def _form() -> SupportForm:
    return SupportForm.of({str(key): name for key, name in _brands().items()}, roles_of("user"))


def _brands() -> dict[UUID, str]:
    """A bank's own books have no console."""
    return {key: name for key, name in names(work.db).items() if not name.endswith("(own books)")}


def _address(host: str, granted: GrantedSupport) -> str:
    """On the console's registered host, at the port that the operator came by."""
    port = request.host.partition(":")[2]
    there = f"{host}:{port}" if port else host
    return f"{request.scheme}://{there}/support-access/{granted.link}"


def _form_page(form: SupportForm, status: int = 200) -> ResponseReturnValue:
    return page("support/index.html", status=status, form=form)
