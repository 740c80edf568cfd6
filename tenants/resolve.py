"""Host or id in, tenant out: frozen views of partners and banks."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select, text
from sqlalchemy.orm import Session

from app.kernel.ids import BankId, PartnerId
from app.storage.scope import current_bank
from app.storage.together import Question, read
from tenants.tables import BankRow, HostRow, PartnerRow

RESOLVE = text("select surface, bank_id, partner_id from guildhall.resolve_host(:name)")
HOST_LENGTH_MAX = 253
BANK_COLUMNS = (
    "id",
    "slug",
    "name",
    "legal_name",
    "theme",
    "routing_numbers",
    "address",
    "phone",
    "email",
)


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
    return read(db, asking_partner(partner_id))


def asking_partner(partner_id: PartnerId) -> Question[Partner]:
    """The same, to be asked beside other things."""
    return Question(
        _partner_asked(), lambda rows: _partner(rows[0]), {"whose": partner_id}, is_kept=True
    )


@cache
def _partner_asked() -> Select[*tuple[Any, ...]]:
    """Made once: every page asks it."""
    return _partners_asked().where(PartnerRow.id == bindparam("whose"))


def partners_of_bank(db: Session) -> list[Partner]:
    """Every brand of the bank in scope, by name; the house partner is not a brand."""
    rows = db.execute(
        _partners_asked()
        .where(PartnerRow.bank_id == current_bank(db), PartnerRow.is_house.is_(False))
        .order_by(PartnerRow.name)
    )
    return [_partner(row) for row in rows]


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


def _partners_asked() -> Select[*tuple[Any, ...]]:
    """Partners, each beside its bank."""
    row, bank = PartnerRow, BankRow
    return select(
        row.id,
        row.slug,
        row.name,
        row.legal_name,
        row.theme,
        row.is_house,
        row.status,
        row.support_email,
        row.support_phone,
        *(getattr(bank, name).label(f"bank_{name}") for name in BANK_COLUMNS),
    ).join(bank, bank.id == row.bank_id)


def _partner(row: Any) -> Partner:
    bank = {name: getattr(row, f"bank_{name}") for name in BANK_COLUMNS}
    numbers = tuple(bank.pop("routing_numbers"))
    return Partner(
        id=PartnerId(row.id),
        bank=Bank(routing_numbers=numbers, **bank),
        slug=row.slug,
        name=row.name,
        legal_name=row.legal_name,
        theme=row.theme,
        is_house=row.is_house,
        status=row.status,
        support_email=row.support_email,
        support_phone=row.support_phone,
    )
