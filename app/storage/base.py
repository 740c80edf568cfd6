"""What every row class shares: column types, names of constraints, and whose row it is."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class TransactionNumber(UserDefinedType[int]):
    """Postgres' own 64-bit transaction number (xid8): which write came before which snapshot."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it as a class attribute
        str: Text,
        int: BigInteger,
        bytes: LargeBinary,
        UUID: Uuid,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class PartnerOwned:
    """A row of one partner: its id leads the primary key, every unique key and foreign key."""

    customer_key: ClassVar[str] = "customer_id"
    """Which column, where there is one, names the customer that the portal may show the row to."""

    partner_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)


class BankOwned:
    """A row of one bank, such as a received file."""

    bank_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)


class Identified:
    """A row with an id of its own behind its owner's."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)


def within_partner(column: str, table: str) -> ForeignKeyConstraint:
    """A reference that cannot leave the partner: (partner_id, column) → table (partner_id, id)."""
    return ForeignKeyConstraint(
        ("partner_id", column), (f"{table}.partner_id", f"{table}.id"), use_alter=False
    )


def of_partner() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(("partner_id",), ("partner.id",))


def of_bank() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(("bank_id",), ("bank.id",))


# So that reflecting a schema knows the type by name.
ischema_names["xid8"] = TransactionNumber
