"""Allow a network, at once or after a second person has agreed; `add_network` writes the record."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.actions.ask import ask
from app.banking.team.actions.add_network import add_network
from app.banking.team.logins import partner_here
from app.banking.team.proposals import network_proposal
from app.banking.team.queries import networks_in_force
from app.banking.team.rules import LABEL_LENGTH_MAX, check_still_inside, checked_words, read_network
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import ApprovalId


def ask_to_add_network(
    db: Session, *, network: str, label: str, own_address: str, actor: Actor, now: datetime
) -> ApprovalId | None:
    """The request that waits now, or None: it is done. Raises as `add_network`."""
    wanted, known = read_network(network), networks_in_force(db)
    tidy = checked_words(label, what="label", length_max=LABEL_LENGTH_MAX)
    check_still_inside(own_address, [*(each.network for each in known), wanted])
    if wanted in {each.network for each in known}:
        raise Conflict("network_known", "This network is on the list already.")
    proposal = network_proposal(partner_here(db), known, str(wanted), tidy)
    waits = ask(db, proposal, actor=actor, now=now)
    if waits is None:
        add_network(
            db, network=str(wanted), label=tidy, own_address=own_address, actor=actor, now=now
        )
    return waits
