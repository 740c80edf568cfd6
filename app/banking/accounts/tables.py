"""Rows of deposit accounts, and the bank's directory of account numbers."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import BankOwned, Base, Identified, PartnerOwned, of_bank, within_partner
from app.storage.types import one_of


class AccountRow(PartnerOwned, Identified, Base):
    """A deposit account as its customer knows it."""

    __tablename__ = "account"

    customer_id: Mapped[UUID]
    program_id: Mapped[UUID]
    product_id: Mapped[UUID]
    ledger_account_id: Mapped[UUID]
    name: Mapped[str]
    status: Mapped[str]
    currency: Mapped[str]
    routing_number: Mapped[str]
    account_number: Mapped[str]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        within_partner("program_id", "program"),
        within_partner("product_id", "product"),
        within_partner("ledger_account_id", "ledger_account"),
        UniqueConstraint("partner_id", "routing_number", "account_number"),
        UniqueConstraint("partner_id", "ledger_account_id"),
        Index("ix_account_customer", "partner_id", "customer_id"),
        one_of("status", ("open", "closed")),
    )


class DirectoryRow(BankOwned, Base):
    """Which partner's account a routing and account number of the bank point at."""

    __tablename__ = "account_directory"

    routing_number: Mapped[str] = mapped_column(primary_key=True)
    account_number: Mapped[str] = mapped_column(primary_key=True)
    owner_partner_id: Mapped[UUID]
    account_id: Mapped[UUID]

    __table_args__ = (
        ForeignKeyConstraint(("bank_id", "owner_partner_id"), ("partner.bank_id", "partner.id")),
        ForeignKeyConstraint(
            ("owner_partner_id", "account_id"), ("account.partner_id", "account.id")
        ),
    )


class AllocationRow(BankOwned, Base):
    """The last number given out of a bank-level series: account numbers, traces."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]

    __table_args__ = (of_bank(),)
