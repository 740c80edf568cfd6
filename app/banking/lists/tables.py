"""Rows of saved views, of files made from lists, and of things done to many lines at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned, within_partner
from app.storage.types import one_of

EXPORT_STATUSES = ("waiting", "ready", "failed", "removed")


class SavedViewRow(PartnerOwned, Identified, Base):
    """A list under a name: whose it is, which list, and its address in one spelling."""

    __tablename__ = "saved_view"

    login_id: Mapped[UUID]
    list_name: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
    is_shared: Mapped[bool]
    is_pinned: Mapped[bool]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        Index(
            "uq_saved_view_name",
            "partner_id",
            "login_id",
            "list_name",
            "name",
            unique=True,
            postgresql_where="removed_at is null",
        ),
        Index(
            "ix_saved_view_shared",
            "partner_id",
            "id",
            postgresql_where="is_shared and removed_at is null",
        ),
    )


class ExportRow(PartnerOwned, Identified, Base):
    """A file being made of a long list: how far it is, and in the end the file, encrypted."""

    __tablename__ = "export"

    login_id: Mapped[UUID]
    list_name: Mapped[str]
    query: Mapped[str]
    form: Mapped[str]
    status: Mapped[str]
    failure: Mapped[str | None]
    rows_total: Mapped[int]
    rows_done: Mapped[int]
    parts: Mapped[int]
    cursor: Mapped[str]
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    content: Mapped[bytes | None]
    key_id: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        Index("ix_export_login", "partner_id", "login_id", "id"),
        one_of("form", ("csv", "xlsx")),
        one_of("status", EXPORT_STATUSES),
        CheckConstraint("(content is null) = (status <> 'ready')", name="kept"),
        CheckConstraint("(failure is null) = (status <> 'failed')", name="failure"),
    )


class ExportPartRow(PartnerOwned, Base):
    """Some rows of a file that is being made, encrypted; emptied when it is whole."""

    __tablename__ = "export_part"

    export_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]
    key_id: Mapped[UUID]

    __table_args__ = (within_partner("export_id", "export"),)


class BatchRow(PartnerOwned, Identified, Base):
    """One thing to do to many lines: chosen and looked at first, then done once."""

    __tablename__ = "batch"

    login_id: Mapped[UUID]
    verb: Mapped[str]
    ids: Mapped[list[Any]]
    back: Mapped[str]
    outcomes: Mapped[list[Any] | None]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        Index("ix_batch_login", "partner_id", "login_id", "made_at"),
    )
