"""Rows of notes and assignments; of a note only its withdrawal is ever written later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.banking.notes.rules import BODY_LENGTH_MAX
from app.storage.base import Base, Identified, PartnerOwned, within_partner


class NoteRow(PartnerOwned, Identified, Base):
    """What somebody of the staff wrote about a thing, for the others of the staff."""

    __tablename__ = "note"

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    body: Mapped[str]
    is_pinned: Mapped[bool]
    author_id: Mapped[UUID | None]
    author_label: Mapped[str]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_label: Mapped[str | None]

    __table_args__ = (
        Index("ix_note_subject", "partner_id", "subject_id", "created_at", "id"),
        CheckConstraint(f"char_length(body) between 1 and {BODY_LENGTH_MAX}", name="body"),
        CheckConstraint("(withdrawn_at is null) = (withdrawn_label is null)", name="withdrawn"),
    )


class AssignmentRow(PartnerOwned, Base):
    """Who looks after a thing now; the trail keeps who did before."""

    __tablename__ = "assignment"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    login_id: Mapped[UUID | None]
    login_label: Mapped[str]
    assigned_label: Mapped[str]
    assigned_at: Mapped[datetime]

    __table_args__ = (
        within_partner("login_id", "login"),
        Index(
            "ix_assignment_login",
            "partner_id",
            "login_id",
            "assigned_at",
            "subject_id",
            postgresql_where=text("login_id is not null"),
        ),
        Index(
            "ix_assignment_since",
            "partner_id",
            "assigned_at",
            "subject_id",
            postgresql_where=text("login_id is not null"),
        ),
    )
