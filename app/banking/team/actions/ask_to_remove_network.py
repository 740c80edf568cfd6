"""Take a network away, at once or after a second person agreed; `remove_network` records it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.actions.ask import ask
from app.banking.team.actions.remove_network import remove_network
from app.banking.team.logins import partner_here
from app.banking.team.proposals import network_proposal
from app.banking.team.queries import networks_in_force
from app.banking.team.rules import check_still_inside
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import ApprovalId, NetworkId


def ask_to_remove_network(
    db: Session, *, network_id: NetworkId, own_address: str, actor: Actor, now: datetime
) -> ApprovalId | None:
    """The request that waits now, or None: it is done. Raises as `remove_network`."""
    known = networks_in_force(db)
    leaving = next((each for each in known if each.id == network_id), None)
    if leaving is None:
        raise NotFound("network")
    check_still_inside(own_address, [each.network for each in known if each.id != network_id])
    proposal = network_proposal(partner_here(db), known, str(leaving.network))
    waits = ask(db, proposal, actor=actor, now=now)
    if waits is None:
        remove_network(db, network_id=network_id, own_address=own_address, actor=actor, now=now)
    return waits
