"""Steps of a version as rows: one at a time for each brand, and each step is kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.banking.brands.claims import claims_of
from app.banking.brands.rules import Status, check_step
from app.banking.brands.tables import BrandEventRow
from app.kernel.actor import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import BrandVersionId, PartnerId, new_id
from app.storage.scope import current_scope
from tenants.resolve import partner_of
from tenants.tables import BrandVersionRow, PartnerRow
from themes.contrast import unreadable
from themes.document import BrandDocument, read_json


def lock_brand(db: Session) -> PartnerRow:
    """One change of a brand at a time; whoever comes second sees what the first did."""
    partner_id = current_scope(db).partner_id
    return db.scalars(
        select(PartnerRow)
        .where(PartnerRow.id == partner_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def version_row(db: Session, version_id: BrandVersionId) -> BrandVersionRow:
    """The version of the partner in scope as it stands now; the caller holds the brand's lock."""
    row = db.scalars(
        select(BrandVersionRow)
        .where(BrandVersionRow.id == version_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("version")
    return row


def step(
    db: Session,
    row: BrandVersionRow,
    status: Status,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    due_at: datetime | None = None,
) -> None:
    """Raises Conflict where the step does not exist."""
    check_step(Status(row.status), status)
    db.execute(
        update(BrandVersionRow)
        .where(BrandVersionRow.id == row.id, BrandVersionRow.status == row.status)
        .values(status=status, changed_at=now, due_at=due_at)
    )
    add_event(db, row.id, status, actor=actor, now=now, note=note)


def add_event(
    db: Session,
    version_id: UUID,
    status: Status,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Keep who took the version where."""
    db.execute(
        insert(BrandEventRow).values(
            partner_id=_partner_id(db),
            id=new_id(now),
            version_id=version_id,
            status=status,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            note=note,
        )
    )


def show_version(
    db: Session, row: BrandVersionRow, leaving: Status, *, actor: Actor, now: datetime
) -> None:
    """From this transaction's end on customers see this version, and the one before no more.

    The caller holds the brand's lock. Raises Refused where it cannot be read any more.
    """
    brand = read_json(row.document)
    check_readable(brand)
    check_sayable(db, brand)
    shown = db.scalars(
        select(BrandVersionRow)
        .where(BrandVersionRow.status == Status.PUBLISHED)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if shown is not None and shown.id != row.id:
        step(db, shown, leaving, actor=actor, now=now)
    step(db, row, Status.PUBLISHED, actor=actor, now=now)
    own = update(PartnerRow).where(PartnerRow.id == _partner_id(db))
    db.execute(own.values(theme=row.digest))


def check_readable(brand: BrandDocument) -> None:
    """Raises Refused("contrast_too_low") with how many pairs of colours nobody can read."""
    if faults := unreadable(brand.theme):
        raise Refused(
            "contrast_too_low",
            f"Colors are too close to be read: {faults[0]}{_others(len(faults) - 1)}.",
            next_step="Open the contrast report; it can mend them.",
        )


def _others(count: int) -> str:
    """` (and 1 other pair)`."""
    return f" (and {count} other pair{'s' if count > 1 else ''})" if count else ""


def check_sayable(db: Session, brand: BrandDocument) -> None:
    """Raises Refused("claims_too_much") for words about deposit insurance that may not stand."""
    partner = partner_of(db, _partner_id(db))
    found = claims_of(brand, brand_name=partner.name, bank_name=partner.bank.legal_name)
    if found:
        label, claim = found[0]
        raise Refused(
            "claims_too_much", f"{label}: “{claim.words}”. {claim.why}", next_step=claim.instead
        )


def _partner_id(db: Session) -> PartnerId:
    partner_id = current_scope(db).partner_id
    assert partner_id is not None  # noqa: S101 -- every verb about a brand is its partner's
    return PartnerId(partner_id)
