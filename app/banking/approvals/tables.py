"""Rows of approvals, votes and rules; what is asked is never changed, rules only ever grow.

The database itself refuses a vote of the maker, a second vote of a person, a vote on anything but
what was asked, and any change of an approval that has ended.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.banking.approvals.rules import REQUIRED_MAX, Status
from app.storage.base import BankOwned, Base, Identified, PartnerOwned, of_bank, of_partner
from app.storage.types import one_of

SHOWN_IS_HASHED = "shown_sha256 = encode(sha256(convert_to(shown, 'UTF8')), 'hex')"
SAID = ("id", "maker_id", "maker_person", "shown_sha256")


class ApprovalRow(PartnerOwned, Identified, Base):
    """Somebody asks; `shown` is the canonical text of exactly what will happen."""

    __tablename__ = "approval"

    customer_id: Mapped[UUID | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    shown: Mapped[str]
    shown_sha256: Mapped[str]
    facts: Mapped[list[Any]]
    amount_minor: Mapped[int | None]
    currency: Mapped[str | None]
    rail: Mapped[str]
    counterparty_days: Mapped[int | None]
    maker_kind: Mapped[str]
    maker_id: Mapped[UUID]
    maker_person: Mapped[str]
    maker_label: Mapped[str]
    maker_role: Mapped[str]
    maker_session: Mapped[str]
    required: Mapped[int] = mapped_column(SmallInteger)
    checker_roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    rule_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    status: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_label: Mapped[str | None]
    closed_reason: Mapped[str | None]

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", *SAID, name="uq_approval_said"),
        Index(
            "uq_approval_waiting",
            "partner_id",
            "action",
            "subject_id",
            "shown_sha256",
            unique=True,
            postgresql_where="status = 'pending'",
        ),
        Index("ix_approval_latest", "partner_id", "status", "asked_at", "id"),
        Index("ix_approval_subject", "partner_id", "subject_id"),
        one_of("status", tuple(Status)),
        CheckConstraint(SHOWN_IS_HASHED, name="shown_is_hashed"),
        CheckConstraint(f"required between 1 and {REQUIRED_MAX}", name="required"),
        CheckConstraint("(status = 'pending') = (closed_at is null)", name="closed"),
        CheckConstraint("expires_at > asked_at", name="expires"),
        CheckConstraint("(amount_minor is null) = (currency is null)", name="amount"),
    )


class ApprovalVoteRow(PartnerOwned, Base):
    """One person's yes or no, and the very text it is about; written once, never changed."""

    __tablename__ = "approval_vote"

    approval_id: Mapped[UUID] = mapped_column(primary_key=True)
    voter_id: Mapped[UUID] = mapped_column(primary_key=True)
    voter_person: Mapped[str]
    voter_label: Mapped[str]
    voter_role: Mapped[str]
    voter_session: Mapped[str]
    is_yes: Mapped[bool]
    note: Mapped[str]
    maker_id: Mapped[UUID]
    maker_person: Mapped[str]
    shown_sha256: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ("partner_id", "approval_id", "maker_id", "maker_person", "shown_sha256"),
            ("approval.partner_id", *(f"approval.{name}" for name in SAID)),
            name="fk_approval_vote_said",
        ),
        UniqueConstraint(
            "partner_id", "approval_id", "voter_person", name="uq_approval_vote_person"
        ),
        CheckConstraint("voter_id <> maker_id", name="maker_is_not_checker"),
        CheckConstraint("voter_person <> maker_person", name="maker_is_another_person"),
    )


class RuleColumns:
    """What a rule says, in one version; the latest version of a rule is the one in force."""

    rule_id: Mapped[UUID]
    version: Mapped[int]
    action: Mapped[str]
    amount_from_minor: Mapped[int | None]
    currency: Mapped[str | None]
    rail: Mapped[str | None]
    younger_than_days: Mapped[int | None]
    maker_roles: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    checker_roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    required: Mapped[int] = mapped_column(SmallInteger)
    expiry_hours: Mapped[int]
    is_withdrawn: Mapped[bool]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]
    set_label: Mapped[str]
    approval_id: Mapped[UUID | None]


def _rule_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint(f"required between 1 and {REQUIRED_MAX}", name="required"),
        CheckConstraint("version > 0 and expiry_hours > 0", name="positive"),
        CheckConstraint("(amount_from_minor is null) = (currency is null)", name="amount"),
        CheckConstraint("cardinality(checker_roles) > 0", name="checkers"),
    )


class ApprovalPolicyRow(PartnerOwned, Identified, RuleColumns, Base):
    """A partner's own rule."""

    __tablename__ = "approval_policy"

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", "rule_id", "version"),
        *_rule_checks(),
    )


class ApprovalFloorRow(BankOwned, Identified, RuleColumns, Base):
    """A bank's rule for all its partners: theirs come on top of it."""

    __tablename__ = "approval_floor"

    __table_args__ = (
        of_bank(),
        UniqueConstraint("bank_id", "rule_id", "version"),
        *_rule_checks(),
    )
