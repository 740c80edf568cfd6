"""Rows of how the installation itself was tried: it counts, and holds no partner's facts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class AttackRunRow(Base):
    """One run of the tenant-escape attack, as its file told it. Shared: the same for everyone."""

    __tablename__ = "attack_run"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    commit_id: Mapped[str]
    seed: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    probes: Mapped[int]
    leaks: Mapped[int]
    kinds: Mapped[list[Any]]
    recorded_at: Mapped[datetime]

    __table_args__ = (Index("ix_attack_run_latest", "finished_at"),)
