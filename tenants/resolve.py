"""Host or id in, tenant out: frozen views of partners and banks."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.kernel.ids import BankId, PartnerId
from app.storage.scope import current_bank
from tenants.tables import BankRow, HostRow, PartnerRow

RESOLVE = text("select surface, bank_id, partner_id from guildhall.resolve_host(:name)")
HOST_LENGTH_MAX = 253


@dataclass(frozen=True, slots=True)
class Host:
    """What a host name stands for."""

    name: str
    surface: str
    bank_id: BankId
    partner_id: PartnerId


@dataclass(frozen=True, slots=True)
class Bank:
    id: BankId
    slug: str
    name: str
    legal_name: str
    theme: str
    routing_numbers: tuple[str, ...]
    address: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Partner:
    id: PartnerId
    bank: Bank
    slug: str
    name: str
    legal_name: str
    theme: str
    is_house: bool
    status: str
    support_email: str
    support_phone: str


@dataclass(frozen=True, slots=True)
class PartnerRef:
    """A partner by its ids alone: what the clock may know of it."""

    id: PartnerId
    bank_id: BankId
    is_house: bool


@dataclass(frozen=True, slots=True)
class House:
    """A bank's house partner, by ids alone."""

    partner_id: PartnerId
    bank_id: BankId


def resolve_host(db: Session, name: str) -> Host | None:
    """The surface and scope of a host, or None; `name` is lower case, without a port."""
    if len(name) > HOST_LENGTH_MAX:
        return None
    row = db.execute(RESOLVE, {"name": name}).one_or_none()
    if row is None:
        return None
    return Host(name, row.surface, BankId(row.bank_id), PartnerId(row.partner_id))


def partner_of(db: Session, partner_id: PartnerId) -> Partner:
    """The partner in scope, with its bank."""
    row = db.execute(
        select(PartnerRow, BankRow)
        .join(BankRow, BankRow.id == PartnerRow.bank_id)
        .where(PartnerRow.id == partner_id)
    ).one()
    return _partner(row[0], _bank(row[1]))


def partners_of_bank(db: Session) -> list[Partner]:
    """Every brand of the bank in scope, by name; the house partner is not a brand."""
    rows = db.execute(
        select(PartnerRow, BankRow)
        .join(BankRow, BankRow.id == PartnerRow.bank_id)
        .where(PartnerRow.bank_id == current_bank(db), PartnerRow.is_house.is_(False))
        .order_by(PartnerRow.name)
    )
    return [_partner(partner, _bank(bank)) for partner, bank in rows]


def partner_refs(db: Session) -> list[PartnerRef]:
    """Every partner of every bank, brands before their bank's house; for the clock's session."""
    rows = db.execute(
        select(PartnerRow.id, PartnerRow.bank_id, PartnerRow.is_house).order_by(
            PartnerRow.bank_id, PartnerRow.is_house, PartnerRow.id
        )
    )
    return [PartnerRef(PartnerId(row.id), BankId(row.bank_id), row.is_house) for row in rows]


def partner_names(db: Session, *, bank_id: UUID | None = None) -> dict[UUID, str]:
    """What each partner in scope is called; a house partner says that it is the bank's own."""
    named = select(PartnerRow.id, PartnerRow.name, PartnerRow.is_house)
    rows = db.execute(named.where(PartnerRow.bank_id == bank_id) if bank_id else named)
    return {row.id: f"{row.name} (own books)" if row.is_house else row.name for row in rows}


def houses(db: Session) -> list[House]:
    """The house partner of every bank; for the clock's session."""
    return [House(ref.id, ref.bank_id) for ref in partner_refs(db) if ref.is_house]


def hosts_of(db: Session, partner_id: PartnerId) -> dict[str, str]:
    """The partner's hosts by surface."""
    rows = db.scalars(select(HostRow).where(HostRow.partner_id == partner_id))
    return {row.surface: row.name for row in rows}


def _bank(row: BankRow) -> Bank:
    return Bank(
        id=BankId(row.id),
        slug=row.slug,
        name=row.name,
        legal_name=row.legal_name,
        theme=row.theme,
        routing_numbers=tuple(row.routing_numbers),
        address=row.address,
        phone=row.phone,
        email=row.email,
    )


def _partner(row: PartnerRow, bank: Bank) -> Partner:
    return Partner(
        id=PartnerId(row.id),
        bank=bank,
        slug=row.slug,
        name=row.name,
        legal_name=row.legal_name,
        theme=row.theme,
        is_house=row.is_house,
        status=row.status,
        support_email=row.support_email,
        support_phone=row.support_phone,
    )
