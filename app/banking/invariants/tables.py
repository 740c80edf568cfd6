"""How the invariants stood: a ring of runs for the installation, findings of each partner."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, PartnerOwned, of_partner
from app.storage.types import one_of


class InvariantRunRow(Base):
    """One look at one invariant; the oldest place of the ring is used again.

    Shared: it counts, and names only rows that belong to no partner.
    """

    __tablename__ = "invariant_run"

    invariant: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[UUID]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    reds: Mapped[int]
    warnings: Mapped[int]
    first_rows: Mapped[list[Any]]

    __table_args__ = (Index("ix_invariant_run_latest", "invariant", "finished_at"),)


class FindingRow(PartnerOwned, Base):
    """A row of a partner that breaks an invariant: since when, and until when it did."""

    __tablename__ = "invariant_finding"

    invariant: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[str] = mapped_column(primary_key=True)
    severity: Mapped[str]
    fault: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]

    __table_args__ = (
        of_partner(),
        Index(
            "ix_invariant_finding_open",
            "partner_id",
            "invariant",
            postgresql_where="gone_at is null",
        ),
        one_of("severity", ("red", "warning")),
    )


class TransitLimitRow(Base):
    """How many days money may stand on a kind of account, from a day on, and who says so."""

    __tablename__ = "transit_limit"

    code: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[date] = mapped_column(primary_key=True)
    warning_days: Mapped[int]
    red_days: Mapped[int | None]
    source: Mapped[str]
