"""From where staff may come: the list of networks."""

from flask import flash
from flask.typing import ResponseReturnValue

from app.banking.team.actions.ask_to_add_network import ask_to_add_network
from app.banking.team.actions.ask_to_remove_network import ask_to_remove_network
from app.banking.team.queries import networks_in_force
from app.banking.team.rules import is_within
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import NetworkId
from app.web.door import allow, moved_to, work
from app.web.networks import own_address
from app.web.proof import needs_proof
from app.web.team_pages.forms import NetworkForm
from app.web.team_pages.whom import WAITS, team_page

FIELD_OF = {"label_invalid": "label"}


@allow("team.view")
def addresses() -> ResponseReturnValue:
    return _list(NetworkForm())


@allow("addresses.change")
@needs_proof
def create_address() -> ResponseReturnValue:
    form = NetworkForm()
    if not form.validate():
        return _list(form, status=422)
    try:
        waits = ask_to_add_network(
            work.staff,
            network=form.network.data or "",
            label=form.label.data or "",
            own_address=own_address(),
            actor=work.actor,
            now=work.now,
        )
    except (Refused, Conflict) as refusal:
        form.refuse(FIELD_OF.get(refusal.code, "network"), refusal)
        return _list(form, status=refusal.status)
    flash(*(WAITS if waits else ("The network is on the list.", "success")))
    return moved_to("team.addresses")


@allow("addresses.change")
@needs_proof
def remove_address(network_id: NetworkId) -> ResponseReturnValue:
    waits = ask_to_remove_network(
        work.staff,
        network_id=network_id,
        own_address=own_address(),
        actor=work.actor,
        now=work.now,
    )
    flash(*(WAITS if waits else ("The network is off the list.", "success")))
    return moved_to("team.addresses")


def _list(form: NetworkForm, status: int = 200) -> ResponseReturnValue:
    known = networks_in_force(work.staff)
    return team_page(
        "addresses.html",
        tab="addresses",
        status=status,
        networks=known,
        here={each.id for each in known if is_within(own_address(), [each.network])},
        own_address=own_address(),
        form=form if work.may("addresses.change") else None,
    )
