"""The isolation gate: what the catalogue must say, checked by query; a fault is a sentence."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.storage.allowed import (
    APPEND_ONLY,
    CLOCK_TABLES,
    DEFINER_FUNCTIONS,
    LEDGER_TABLES,
    NARROWED,
    OPEN_TO_READ,
    PARTNER_RULE,
    PERSONAL_TABLES,
    READ_OF_OWN_BANK,
    REGISTRY_TABLES,
    REMOVABLE,
    RULES_OF_ROLE,
    SHARED_TABLES,
)
from app.storage.roles import AUDITOR, FUNCTION_ROLES, RUNTIME_ROLES

APP = "guildhall_app"
NEVER_GRANTED = ("TRUNCATE", "REFERENCES", "TRIGGER", "DELETE")


def check(connection: Connection) -> list[str]:
    """Every fault found, or nothing; needs only a role that can read the catalogue."""
    faults: list[str] = []
    for finder in (
        unforced_tables,
        keys_without_owner,
        references_that_leave,
        odd_policies,
        unsafe_views,
        unlisted_definers,
        triggers,
        powerful_roles,
        too_much_granted,
        careless_removals,
    ):
        faults.extend(finder(connection))
    return faults


def _owned_tables(connection: Connection) -> dict[str, str]:
    """Every table with an owner's column, and that column."""
    rows = connection.execute(
        text(
            "select c.relname, min(a.attname) filter (where a.attname = 'partner_id') as partner, "
            "min(a.attname) filter (where a.attname = 'bank_id') as bank "
            "from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped "
            "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') "
            "group by c.relname"
        )
    ).all()
    return {row.relname: row.partner or row.bank or "" for row in rows}


def unforced_tables(connection: Connection) -> Iterator[str]:
    forced = set(
        connection.scalars(
            text(
                "select relname from pg_class where relnamespace = 'public'::regnamespace "
                "and relrowsecurity and relforcerowsecurity"
            )
        )
    )
    for table, column in _owned_tables(connection).items():
        is_owned = bool(column) or table in REGISTRY_TABLES
        if is_owned and table not in forced:
            yield f"table {table} is owned by {column or 'id'} but row-level security is not forced"
        if not is_owned and table not in SHARED_TABLES:
            yield f"table {table} has no owner's column and is not on the shared list"


def keys_without_owner(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "select t.relname as table, i.relname as index, a.attname as first "
            "from pg_index x join pg_class i on i.oid = x.indexrelid "
            "join pg_class t on t.oid = x.indrelid "
            "join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0] "
            "where t.relnamespace = 'public'::regnamespace and x.indisunique"
        )
    ).all()
    owned = _owned_tables(connection)
    for table, index, first in rows:
        column = owned.get(table, "")
        if column and table not in REGISTRY_TABLES and first != column:
            yield f"unique key {index} of {table} does not begin with {column}"


def references_that_leave(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "select k.conname, t.relname as source, f.relname as target, "
            "(select array_agg(a.attname::text) from pg_attribute a "
            " where a.attrelid = k.conrelid and a.attnum = any(k.conkey)) as columns, "
            "(select array_agg(a.attname::text) from pg_attribute a "
            " where a.attrelid = k.confrelid and a.attnum = any(k.confkey)) as targets "
            "from pg_constraint k join pg_class t on t.oid = k.conrelid "
            "join pg_class f on f.oid = k.confrelid "
            "where k.contype = 'f' and t.relnamespace = 'public'::regnamespace"
        )
    ).all()
    owned = _owned_tables(connection)
    for name, source, target, columns, targets in rows:
        column = owned.get(target, "")
        if not column or target in REGISTRY_TABLES:
            continue
        if column not in targets or not any(c.endswith(column) for c in columns):
            yield f"foreign key {name} from {source} to {target} does not carry {column}"


def odd_policies(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "select tablename, policyname, roles::text[] as roles, cmd, qual, with_check "
            "from pg_policies where schemaname = 'public' and permissive = 'PERMISSIVE'"
        )
    ).all()
    with_policy = {row.tablename for row in rows}
    for table, column in _owned_tables(connection).items():
        if (column or table in REGISTRY_TABLES) and table not in with_policy:
            yield f"table {table} has no policy"
    for row in rows:
        for role in row.roles:
            allowed = {*RULES_OF_ROLE.get(role, ()), *NARROWED.get(row.tablename, {}).get(role, ())}
            if row.cmd == "SELECT":
                allowed |= {READ_OF_OWN_BANK.get(row.tablename, "")}
            for rule in filter(None, (row.qual, row.with_check)):
                is_open_read = row.tablename in OPEN_TO_READ and row.cmd == "SELECT"
                is_making = row.tablename == "bank" and rule == "(id = guildhall.current_bank())"
                if rule not in allowed and not (is_open_read and rule == "true") and not is_making:
                    yield f"policy {row.policyname} on {row.tablename} says {rule} for {role}"
            if role == AUDITOR and row.tablename in PERSONAL_TABLES:
                yield f"policy {row.policyname} lets the auditor read {row.tablename}"
            if role == "guildhall_clock" and row.tablename not in CLOCK_TABLES:
                yield f"policy {row.policyname} lets the clock read {row.tablename}"


def careless_removals(connection: Connection) -> Iterator[str]:
    """What may be removed is fenced by a policy of its own, which no other one can widen."""
    fences = text(
        "select tablename, qual from pg_policies where schemaname = 'public' "
        "and cmd = 'DELETE' and permissive = 'RESTRICTIVE' and :app = any(roles)"
    )
    found = {(row.tablename, row.qual) for row in connection.execute(fences, {"app": APP})}
    for table in REMOVABLE:
        if (table, f"({PARTNER_RULE} AND {REMOVABLE[table]})") not in found:
            yield f"nothing keeps {APP} from removing any row of {table}"


def unsafe_views(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "select relname, relkind, reloptions::text as options from pg_class "
            "where relnamespace in ('public'::regnamespace, 'guildhall'::regnamespace) "
            "and relkind in ('v', 'm')"
        )
    ).all()
    for name, kind, options in rows:
        if kind == "m":
            yield f"materialised view {name} would show every partner's rows"
        elif "security_invoker=true" not in (options or ""):
            yield f"view {name} is not security_invoker"


def unlisted_definers(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "select p.proname, p.proconfig::text as settings, r.rolname as owner from pg_proc p "
            "join pg_roles r on r.oid = p.proowner "
            "where p.prosecdef and p.pronamespace in "
            "('public'::regnamespace, 'guildhall'::regnamespace)"
        )
    ).all()
    for name, settings, owner in rows:
        if name not in DEFINER_FUNCTIONS:
            yield f"function {name} is SECURITY DEFINER and not on the list"
        if "search_path=" not in (settings or ""):
            yield f"function {name} is SECURITY DEFINER without a fixed search_path"
        if owner not in FUNCTION_ROLES:
            yield f"function {name} runs with the rights of {owner}"


def triggers(connection: Connection) -> Iterator[str]:
    for name in connection.scalars(
        text(
            "select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
            "where not t.tgisinternal and c.relnamespace = 'public'::regnamespace"
        )
    ):
        yield f"trigger {name} works where nobody reads it"


def powerful_roles(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "select r.rolname, r.rolsuper or r.rolbypassrls as skips, "
            "exists (select from pg_class c where c.relowner = r.oid) as owns, "
            "has_schema_privilege(r.oid, 'public', 'create') as creates, "
            "exists (select from pg_roles p where p.oid <> r.oid "
            " and pg_has_role(r.oid, p.oid, 'member')) as member "
            "from pg_roles r where r.rolname = any(:names)"
        ),
        {"names": list(RUNTIME_ROLES)},
    ).all()
    for row in rows:
        if row.skips:
            yield f"role {row.rolname} skips row-level security"
        if row.owns or row.creates:
            yield f"role {row.rolname} owns or may create objects"
        if row.member:
            yield f"role {row.rolname} may become another role"
    for missing in set(RUNTIME_ROLES) - {row.rolname for row in rows}:
        yield f"role {missing} does not exist"


def too_much_granted(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "select coalesce(r.rolname, 'PUBLIC') as grantee, c.relname, g.privilege_type "
            "from pg_class c cross join lateral aclexplode(c.relacl) g "
            "left join pg_roles r on r.oid = g.grantee "
            "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') "
            "and coalesce(r.rolname, 'PUBLIC') = any(:names)"
        ),
        {"names": [*RUNTIME_ROLES, *FUNCTION_ROLES, "PUBLIC"]},
    ).all()
    for grantee, table, privilege in rows:
        is_removal = privilege == "DELETE" and grantee == APP and table in REMOVABLE
        if grantee == "PUBLIC" or (privilege in NEVER_GRANTED and not is_removal):
            yield f"{grantee} may {privilege} {table}"
        if grantee == AUDITOR and privilege != "SELECT":
            yield f"{grantee} may {privilege} {table}, and is to read only"
        if table in LEDGER_TABLES and grantee in RUNTIME_ROLES and privilege != "SELECT":
            yield f"{grantee} may {privilege} {table}, past the ledger's functions"
        if table in APPEND_ONLY and privilege == "UPDATE":
            yield f"{grantee} may rewrite {table}"
