"""Rows of the trail's seals: signed blocks of audit records, and the roots of closed days."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, PartnerOwned


class AuditBlockRow(PartnerOwned, Base):
    """A sealed range of audit records: the root over them, and the hash of the block before.

    `marks` are the first four bytes of each leaf: they prove nothing, they tell which one changed.
    """

    __tablename__ = "audit_block"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    written_from: Mapped[int]
    written_below: Mapped[int]
    records: Mapped[int] = mapped_column(Integer)
    root: Mapped[bytes]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]
    key_id: Mapped[str]
    signature: Mapped[bytes]
    marks: Mapped[bytes]
    sealed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("partner_id", "written_below"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("written_from < written_below", name="range"),
    )


class AuditRootRow(PartnerOwned, Base):
    """The trail's last block on a closed day, as it was handed to the bank."""

    __tablename__ = "audit_root"

    business_on: Mapped[date] = mapped_column(primary_key=True)
    block_number: Mapped[int] = mapped_column(Integer)
    block_hash: Mapped[bytes]
    handed_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ("partner_id", "block_number"), ("audit_block.partner_id", "audit_block.number")
        ),
    )
