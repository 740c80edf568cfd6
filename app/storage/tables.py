"""Rows of the installation itself: keys, the clock, the schedule, sessions, words to search by."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Interval, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned, of_partner, within_partner


class DataKeyRow(PartnerOwned, Identified, Base):
    """A partner's data key, wrapped by the installation's key; dropping it is the erasure."""

    __tablename__ = "data_key"

    purpose: Mapped[str] = mapped_column(server_default="data")
    wrapped: Mapped[bytes]
    wrapping_key_id: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        of_partner(),
        CheckConstraint("purpose in ('data', 'index')", name="purpose"),
        Index("uq_data_key_index", "partner_id", unique=True, postgresql_where="purpose = 'index'"),
    )


class BusinessClockRow(Base):
    """How far business time runs ahead of wall time; one row an installation."""

    __tablename__ = "business_clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ahead: Mapped[timedelta] = mapped_column(Interval)

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class ScheduleRunRow(Base):
    """One planned run: what was missed while down is caught up in order."""

    __tablename__ = "schedule_run"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_schedule_run", "kind", "due_at", unique=True),)


class OperatorSessionRow(Base):
    """One way in for whoever runs the installation: a link, then the browser that used it."""

    __tablename__ = "operator_session"

    link_hash: Mapped[bytes] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes | None]
    made_at: Mapped[datetime]
    link_expires_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_operator_session_token", "token_hash", unique=True),)


class SearchWordRow(PartnerOwned, Base):
    """A word that something of a customer's is found by; what is compared is its bytes.

    Ranges of a text in its bytes' order are safe under a policy, so that the index is used: a
    pattern would be tried on every row that the reader may see.
    """

    __tablename__ = "search_word"

    kind: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        Index("ix_search_word_subject", "partner_id", "kind", "subject_id", "word"),
    )
