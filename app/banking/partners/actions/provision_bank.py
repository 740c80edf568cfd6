"""Set up a sponsor bank with its house partner, whose books hold what no brand owns."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.open_ledger_account import (
    LedgerAccountOrder,
    open_ledger_accounts,
)
from app.banking.ledger.queries import chart_code
from app.banking.ledger.rules import HOUSE_CHART
from app.kernel.actor import Actor
from app.storage.crypto import make_data_key
from app.storage.scope import current_partner, current_scope
from tenants.tables import BankRow, HostRow, PartnerRow


@dataclass(frozen=True, slots=True)
class BankOrder:
    """A bank as it will be known; `slug` names its oversight host `oversight.<slug>.localhost`."""

    slug: str
    name: str
    legal_name: str
    theme: str
    routing_numbers: tuple[str, ...]
    address: str
    phone: str
    email: str
    oversight_host: str


def provision_bank(db: Session, order: BankOrder, *, actor: Actor, now: datetime) -> UUID:
    """Make the bank and its house partner; the session's scope names both new ids."""
    scope = current_scope(db)
    db.execute(
        insert(BankRow).values(
            id=scope.bank_id,
            slug=order.slug,
            name=order.name,
            legal_name=order.legal_name,
            theme=order.theme,
            routing_numbers=list(order.routing_numbers),
            address=order.address,
            phone=order.phone,
            email=order.email,
            created_at=now,
        )
    )
    _open_house(db, order, now=now)
    record(db, actor, "bank.provisioned", subject=("bank", scope.bank_id), now=now)
    assert scope.bank_id is not None  # noqa: S101 -- the insert above would have failed
    return scope.bank_id


def _open_house(db: Session, order: BankOrder, *, now: datetime) -> None:
    scope = current_scope(db)
    db.execute(
        insert(PartnerRow).values(
            id=scope.partner_id,
            bank_id=scope.bank_id,
            slug=f"{order.slug}-house",
            name=order.name,
            legal_name=order.legal_name,
            theme=order.theme,
            is_house=True,
            status="live",
            support_email=order.email,
            support_phone=order.phone,
            created_at=now,
        )
    )
    db.execute(
        insert(HostRow).values(
            name=order.oversight_host,
            surface="oversight",
            bank_id=scope.bank_id,
            partner_id=scope.partner_id,
        )
    )
    make_data_key(db, now=now)
    lines = [
        LedgerAccountOrder(
            code=chart_code(current_partner(db), line.code),
            name=line.name,
            kind=line.kind,
            currency="USD",
            is_pooled=True,
        )
        for line in HOUSE_CHART
    ]
    open_ledger_accounts(db, lines, now=now)
