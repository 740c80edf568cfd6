"""Take a network off the list; whoever is there loses their next request, never oneself."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.team.queries import networks_in_force
from app.banking.team.rules import check_still_inside
from app.banking.team.tables import AddressRuleRow
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import NetworkId


def remove_network(
    db: Session, *, network_id: NetworkId, own_address: str | None, actor: Actor, now: datetime
) -> None:
    """Taking the last one away opens all addresses; `own_address` as for `add_network`.

    Raises NotFound, Refused("locked_out").
    """
    known = {each.id: each for each in networks_in_force(db)}
    leaving = known.pop(network_id, None)
    if leaving is None:
        raise NotFound("network")
    if own_address is not None:
        check_still_inside(own_address, [each.network for each in known.values()])
    db.execute(
        update(AddressRuleRow)
        .where(AddressRuleRow.id == network_id, AddressRuleRow.removed_at.is_(None))
        .values(removed_at=now)
    )
    record(
        db,
        actor,
        "network.removed",
        subject=("network", network_id),
        now=now,
        network=str(leaving.network),
        label=leaving.label,
    )
