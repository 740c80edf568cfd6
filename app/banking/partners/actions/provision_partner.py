"""Bring a brand to life at its bank: registry, hosts, data key."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.ids import BankId, PartnerId
from app.storage.crypto import make_data_key
from app.storage.scope import current_partner
from tenants.tables import HostRow, PartnerRow


@dataclass(frozen=True, slots=True)
class PartnerOrder:
    """A brand as it will be known, with the two hosts it lives on."""

    bank_id: BankId
    slug: str
    name: str
    legal_name: str
    theme: str
    support_email: str
    support_phone: str
    portal_host: str
    console_host: str


def provision_partner(
    db: Session, order: PartnerOrder, *, actor: Actor, now: datetime
) -> PartnerId:
    """Make the partner; the session's scope names its new id."""
    partner_id = current_partner(db)
    db.execute(
        insert(PartnerRow).values(
            id=partner_id,
            bank_id=order.bank_id,
            slug=order.slug,
            name=order.name,
            legal_name=order.legal_name,
            theme=order.theme,
            is_house=False,
            status="live",
            support_email=order.support_email,
            support_phone=order.support_phone,
            created_at=now,
        )
    )
    _give_hosts(db, order, partner_id)
    make_data_key(db, now=now)
    record(db, actor, "partner.provisioned", subject=("partner", partner_id), now=now)
    return partner_id


def _give_hosts(db: Session, order: PartnerOrder, partner_id: UUID) -> None:
    hosts = (("portal", order.portal_host), ("console", order.console_host))
    for surface, name in hosts:
        db.execute(
            insert(HostRow).values(
                name=name, surface=surface, bank_id=order.bank_id, partner_id=partner_id
            )
        )
