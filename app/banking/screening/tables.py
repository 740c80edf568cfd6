"""What a name was screened against, and what was found; never visible to the customer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.storage.base import Base, Identified, PartnerOwned, within_partner
from app.storage.types import one_of


class ScreeningRow(PartnerOwned, Identified, Base):
    """One screening of one name against one version of a list."""

    __tablename__ = "screening"

    customer_id: Mapped[UUID]
    list_name: Mapped[str]
    list_sha256: Mapped[str]
    screened_name: Mapped[str]
    outcome: Mapped[str]
    hits: Mapped[list[Any]]
    screened_at: Mapped[datetime]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        Index("ix_screening_customer", "partner_id", "customer_id", "screened_at"),
        one_of("outcome", ("clear", "review", "match")),
    )
