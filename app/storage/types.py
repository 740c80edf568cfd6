"""Short spellings for column definitions that many tables share, and the schema's own domains."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Dialect, Text
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.types import TypeDecorator, TypeEngine


class Domain(TypeDecorator[Any]):
    """A type with its condition in it, made by a migration.

    Where every posting writes, a condition belongs here: Postgres reads a table's CHECK from its
    text again for each statement, which was a sixth of a posting, and a domain's once.
    """

    impl = Text
    cache_ok = True

    def __init__(self, name: str, base: TypeEngine[Any]) -> None:
        super().__init__()
        self.name = name
        self.impl = base  # type: ignore[assignment]  # the class attribute is only a default

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """By its own name in the schema; in Python it counts and compares as its base."""
        return dialect.type_descriptor(DOMAIN(self.name, self.impl_instance, create_type=False))


LEDGER_SIDE = Domain("ledger_side", Text())
LEDGER_KIND = Domain("ledger_kind", Text())
LEDGER_WORDS = Domain("ledger_words", Text())
POSITIVE_MINOR = Domain("positive_minor", BigInteger())
NOT_NEGATIVE_MINOR = Domain("not_negative_minor", BigInteger())


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """The column holds one of these words and nothing else."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({words})", name=column)
