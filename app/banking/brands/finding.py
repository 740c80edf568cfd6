"""Versions of a brand as a search finds them; a brand has few, so by any part of what is said."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func

from app.banking.brands.rules import Status
from app.storage.finding import things
from tenants.tables import BrandVersionRow, PartnerRow

CURRENT = (Status.PUBLISHED, Status.SCHEDULED, Status.IN_REVIEW)


def versions_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _versions(is_exact=True).where(BrandVersionRow.id.in_(ids))


def versions_by_words(words: tuple[str, ...], *, of_many: bool) -> Select[Any]:
    """By number ("version 3"), by its note or who made it; among many brands by their names too."""
    row = BrandVersionRow
    name = (PartnerRow.name,) if of_many else ()
    said = func.concat_ws(" ", "brand version", row.number, row.note, row.made_label, *name)
    named = (said.icontains(word, autoescape=True) for word in words)
    return _versions(is_exact=False).where(*named).order_by(row.number.desc())


def versions_current(partner_id: UUID, *, but: UUID | None = None) -> Select[Any]:
    """What customers see, and what is on its way to them."""
    row = BrandVersionRow
    current = [row.partner_id == partner_id, row.status.in_(CURRENT)]
    if but:
        current.append(row.id != but)
    return _versions(is_exact=False).where(*current).order_by(row.number.desc())


def _versions(*, is_exact: bool) -> Select[Any]:
    row, partner = BrandVersionRow, PartnerRow
    return things(
        "brand_version",
        row,
        title=func.concat("Version ", row.number),
        note=partner.name,
        status=row.status,
        at=row.changed_at,
        is_exact=is_exact,
    ).join(partner, partner.id == row.partner_id)
