"""Let staff come in from a network; from the first one on, from nowhere else."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.team.queries import networks_in_force
from app.banking.team.rules import (
    LABEL_LENGTH_MAX,
    NETWORKS_MAX,
    check_still_inside,
    checked_words,
    read_network,
)
from app.banking.team.tables import AddressRuleRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import NetworkId, new_id
from app.storage.scope import current_scope


def add_network(
    db: Session, *, network: str, label: str, own_address: str | None, actor: Actor, now: datetime
) -> NetworkId:
    """A list without `own_address`, where the one who asks is, is refused; None: looked at before.

    Raises Refused("network_invalid", "network_everything", "label_invalid", "too_many",
    "locked_out"), Conflict("network_known").
    """
    wanted = read_network(network)
    tidy = checked_words(label, what="label", length_max=LABEL_LENGTH_MAX)
    known = networks_in_force(db)
    if len(known) >= NETWORKS_MAX:
        raise Refused("too_many", f"Keep the list to {NETWORKS_MAX} networks.")
    if own_address is not None:
        check_still_inside(own_address, [*(each.network for each in known), wanted])
    network_id = db.scalar(
        insert(AddressRuleRow)
        .values(
            partner_id=current_scope(db).partner_id,
            id=new_id(now),
            network=str(wanted),
            label=tidy,
            added_at=now,
            added_by=actor.id,
            added_label=actor.label,
        )
        .on_conflict_do_nothing()
        .returning(AddressRuleRow.id)
    )
    if network_id is None:
        raise Conflict("network_known", "This network is on the list already.")
    subject = ("network", network_id)
    record(db, actor, "network.added", subject=subject, now=now, network=str(wanted), label=tidy)
    return NetworkId(network_id)
