"""Rows of a brand's draft and of what happened to its versions, which stand in `tenants`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.storage.base import Base, Identified, PartnerOwned, of_partner, within_partner
from app.storage.types import one_of
from tenants.tables import BRAND_STATUSES


class BrandDraftRow(PartnerOwned, Base):
    """What somebody is working on; at most one a partner, no version yet, closed when it is one."""

    __tablename__ = "brand_draft"

    document: Mapped[str]
    digest: Mapped[str]
    is_open: Mapped[bool]
    changed_by: Mapped[UUID | None]
    changed_label: Mapped[str]
    changed_at: Mapped[datetime]

    __table_args__ = (of_partner(),)


class BrandEventRow(PartnerOwned, Identified, Base):
    """One step in the life of a version; only ever added to."""

    __tablename__ = "brand_event"

    version_id: Mapped[UUID]
    status: Mapped[str]
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_label: Mapped[str]
    note: Mapped[str]

    __table_args__ = (
        within_partner("version_id", "brand_version"),
        one_of("status", BRAND_STATUSES),
        Index("ix_brand_event_version", "partner_id", "version_id", "at"),
    )
