"""What the catalogue says now about how partners are kept apart; any role may ask."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.storage.allowed import REGISTRY_TABLES, SHARED_TABLES
from app.storage.gate import check
from app.storage.roles import RUNTIME_ROLES

_FORCED = text(
    "select count(*) from pg_class where relnamespace = 'public'::regnamespace "
    "and relkind in ('r', 'p') and relrowsecurity and relforcerowsecurity"
)
_POLICIES = text("select count(*) from pg_policies where schemaname = 'public'")
_ROLES = text(
    "select rolname, rolsuper or rolbypassrls as skips from pg_roles where rolname = any(:names) "
    "order by rolname"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The walls of the database, counted at this moment."""

    forced_tables: int
    policies: int
    shared_tables: dict[str, str]
    """Tables that belong to nobody, each with its reason; all others are under policies."""
    registry_tables: dict[str, str]
    roles: tuple[str, ...]
    """The application's own roles that cannot skip row-level security."""
    roles_that_skip: tuple[str, ...]
    faults: tuple[str, ...]


def standing(connection: Connection) -> Standing:
    """Counted now, never kept; a fault is a sentence of the isolation gate."""
    roles = connection.execute(_ROLES, {"names": list(RUNTIME_ROLES)}).all()
    return Standing(
        forced_tables=connection.scalar(_FORCED) or 0,
        policies=connection.scalar(_POLICIES) or 0,
        shared_tables=SHARED_TABLES,
        registry_tables=REGISTRY_TABLES,
        roles=tuple(role.rolname for role in roles if not role.skips),
        roles_that_skip=tuple(role.rolname for role in roles if role.skips),
        faults=tuple(check(connection)),
    )
