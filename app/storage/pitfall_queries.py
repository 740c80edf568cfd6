"""What can go wrong with row-level security beside the gate's own questions, one query each."""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.storage.allowed import DEFINER_FUNCTIONS
from app.storage.roles import AUDITOR, FUNCTION_ROLES, LOGIN_ROLES, OWNER, RUNTIME_ROLES

BACKUP = "guildhall_backup"
OURS = (*LOGIN_ROLES, *FUNCTION_ROLES)
SCOPES = ("partner", "customer", "bank")
# The first minor release of each major one without known holes in row-level security
# (CVE-2023-39418, CVE-2024-10976, CVE-2025-8713).
SAFE_MINORS = {15: 14, 16: 10, 17: 6}
SCOPE_WORDS = re.compile(r"guildhall\.(\w+)\(")
CLOCK_COLUMNS = {
    "outbox": {"partner_id", "id", "kind", "due_at", "leased_until", "done_at", "failed_at"},
    "partner": {"id", "bank_id", "is_house"},
}
SETTING = re.compile(r"(?i)set_config\s*\(\s*'guildhall\.|\bset\s+(?:session\s+)?guildhall\.")


def roles_above_the_rules(connection: Connection) -> Iterator[str]:
    """Ours may not skip policies, make roles or replicate; nobody may become the backup role."""
    rows = connection.execute(
        text(
            "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication from pg_roles "
            "where rolname = any(:ours)"
        ),
        {"ours": list(OURS)},
    ).all()
    for row in rows:
        if row.rolsuper or (row.rolbypassrls and row.rolname != BACKUP):
            yield f"role {row.rolname} skips row-level security"
        if row.rolcreaterole or row.rolreplication:
            yield f"role {row.rolname} may make roles or copy the whole server"
    for name in connection.scalars(
        text(
            "select m.rolname from pg_auth_members a join pg_roles m on m.oid = a.member "
            "join pg_roles r on r.oid = a.roleid "
            "where (r.rolsuper or r.rolbypassrls) and not m.rolsuper"
        )
    ):
        yield f"role {name} may become one that skips row-level security"


def scopes_that_stay(connection: Connection) -> Iterator[str]:
    """A scope given to a role, a database or a function outlives its transaction."""
    rows = connection.execute(
        text(
            "select coalesce(r.rolname, 'the database') as whose, unnest(s.setconfig) as setting "
            "from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole "
            "where s.setdatabase in "
            "(0, (select oid from pg_database where datname = current_database()))"
        )
    ).all()
    for whose, setting in rows:
        if setting.startswith("guildhall."):
            yield f"{whose} has {setting.partition('=')[0]} set for ever"
    for name, settings, body in connection.execute(
        text(
            "select proname, proconfig::text, prosrc from pg_proc where pronamespace "
            "= any(array['public', 'guildhall']::regnamespace[])"
        )
    ):
        if "guildhall." in (settings or "") or SETTING.search(body):
            yield f"function {name} sets a scope"


def scope_functions(connection: Connection) -> Iterator[str]:
    """What was never set and what was set to nothing are both nobody, and neither is an error."""
    for name in SCOPES:
        function = f"guildhall.current_{name}"
        for value in (None, ""):
            if value is not None:
                connection.execute(text(f"set local guildhall.{name} = ''"))
            try:
                with connection.begin_nested():
                    found = connection.scalar(text(f"select {function}()"))
            except Exception:  # noqa: BLE001 -- the very thing that is looked for
                yield f"{function}() fails where nothing is set"
            else:
                if found is not None:
                    yield f"{function}() finds somebody where nothing is set"
    for name in connection.scalars(
        text(
            "select proname from pg_proc where pronamespace = 'guildhall'::regnamespace "
            "and proname in ('current_partner', 'current_customer', 'current_bank', "
            "'partners_in_scope', 'bank_in_scope') and (provolatile <> 's' or prosecdef)"
        )
    ):
        yield f"guildhall.{name}() is not a stable function with its caller's rights"


def view_owners(connection: Connection) -> Iterator[str]:
    for name, owner in connection.execute(
        text(
            "select c.relname, r.rolname from pg_class c join pg_roles r on r.oid = c.relowner "
            "where c.relnamespace "
            "= any(array['public', 'guildhall']::regnamespace[]) and c.relkind in ('v', 'm')"
        )
    ):
        if owner != OWNER:
            yield f"view {name} belongs to {owner}"


def functions_for_all(connection: Connection) -> Iterator[str]:
    """A function with its owner's rights is for those it is granted to, never for everyone."""
    for name in connection.scalars(
        text(
            "select proname from pg_proc where prosecdef and pronamespace "
            "= any(array['public', 'guildhall']::regnamespace[]) "
            "and has_function_privilege('public', oid, 'execute')"
        )
    ):
        yield f"function {name} with its owner's rights may be called by everyone"
    for name in connection.scalars(
        text(
            "select proname from pg_proc where proleakproof and pronamespace "
            "= any(array['public', 'guildhall']::regnamespace[])"
        )
    ):
        yield f"function {name} says that it leaks nothing and runs before the policies"


def definers_that_are_gone(connection: Connection) -> Iterator[str]:
    present = set(
        connection.scalars(
            text(
                "select proname from pg_proc where prosecdef and pronamespace "
                "= any(array['public', 'guildhall']::regnamespace[])"
            )
        )
    )
    for name in sorted(DEFINER_FUNCTIONS - present):
        yield f"function {name} is on the list and not in the database"


def sequences(connection: Connection) -> Iterator[str]:
    """A sequence counts what other partners do."""
    for name in connection.scalars(
        text(
            "select c.relname from pg_class c where c.relnamespace "
            "= any(array['public', 'guildhall']::regnamespace[]) and c.relkind = 'S'"
        )
    ):
        yield f"sequence {name} counts every partner's rows"


def partitions(connection: Connection) -> Iterator[str]:
    """A part of a table is a table of its own: its parent's policies do not guard it."""
    for name, is_forced, grantees in connection.execute(
        text(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity, "
            "(select array_agg(r.rolname::text) from pg_roles r where r.rolname = any(:names) "
            " and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete')) "
            "from pg_inherits i join pg_class c on c.oid = i.inhrelid "
            "where c.relnamespace "
            "= any(array['public', 'guildhall']::regnamespace[]) and c.relkind in ('r', 'p')"
        ),
        {"names": [*RUNTIME_ROLES, *FUNCTION_ROLES]},
    ):
        if not is_forced:
            yield f"part {name} of a table has no forced row-level security of its own"
        if grantees:
            yield f"part {name} of a table is open to {', '.join(sorted(grantees))}"


def files_of_the_server(connection: Connection) -> Iterator[str]:
    """COPY reads and writes files, or runs programs, for whoever has these roles."""
    for name, power in connection.execute(
        text(
            "select m.rolname, p.rolname from pg_roles m, pg_roles p "
            "where m.rolname = any(:ours) and p.rolname in ('pg_read_server_files', "
            "'pg_write_server_files', 'pg_execute_server_program', 'pg_read_all_data', "
            "'pg_write_all_data', 'pg_maintain') and pg_has_role(m.oid, p.oid, 'member')"
        ),
        {"ours": list(OURS)},
    ):
        yield f"role {name} has the rights of {power}"


def backup_role(connection: Connection) -> Iterator[str]:
    """Without it a dump fails or lacks rows; with more than reading it is a way in."""
    can_skip = connection.scalar(
        text("select rolbypassrls from pg_roles where rolname = :role"), {"role": BACKUP}
    )
    if not can_skip:
        yield f"role {BACKUP} is missing or does not see every row"
        return
    for name, may_read, may_write in connection.execute(
        text(
            "select relname, has_table_privilege(:role, oid, 'select'), "
            "has_table_privilege(:role, oid, 'insert, update, delete, truncate') "
            "from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') "
            "and relname <> 'alembic_version'"
        ),
        {"role": BACKUP},
    ):
        if not may_read:
            yield f"a backup would lack table {name}"
        if may_write:
            yield f"role {BACKUP} may write to {name}"


def creators(connection: Connection) -> Iterator[str]:
    """Whoever may create a function or a temporary table can put it before ours."""
    for role, what in connection.execute(
        text(
            "select r.rolname, w.what from pg_roles r, (values ('create'), ('temp')) w(what) "
            "where r.rolname = any(:names) "
            "and has_database_privilege(r.oid, current_database(), w.what)"
        ),
        {"names": list(RUNTIME_ROLES)},
    ):
        yield f"role {role} may {what} in the database"
    for role in connection.scalars(
        text(
            "select rolname from pg_roles where rolname = any(:names) "
            "and has_schema_privilege(oid, 'guildhall', 'create')"
        ),
        {"names": list(RUNTIME_ROLES)},
    ):
        yield f"role {role} may create in the schema of our functions"


def settings_of_roles(connection: Connection) -> Iterator[str]:
    """Settings that loosen what a role stands under, given to it by ALTER ROLE or DATABASE."""
    rows = connection.execute(
        text(
            "select coalesce(r.rolname, 'the database') as whose, unnest(s.setconfig) as setting "
            "from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole"
        )
    ).all()
    for whose, setting in rows:
        name, _, value = setting.partition("=")
        if name in ("row_security", "session_replication_role", "role", "search_path"):
            yield f"{whose} has {name} = {value}"
    read_only = f"{AUDITOR} default_transaction_read_only=on"
    if read_only not in {f"{whose} {setting}" for whose, setting in rows}:
        yield f"role {AUDITOR} may begin transactions that write"
    if connection.scalar(text("show row_security")) != "on":
        yield "row_security is off for the whole server"


def rows_that_move(connection: Connection) -> Iterator[str]:
    """What may be written stands under the same owner's rule as what may be seen."""
    for table, name, seen, written in connection.execute(
        text(
            "select tablename, policyname, qual, with_check from pg_policies "
            "where schemaname = 'public' and qual is not null and with_check is not null"
        )
    ):
        if set(SCOPE_WORDS.findall(seen)) != set(SCOPE_WORDS.findall(written)):
            yield f"policy {name} on {table} lets a row be moved to another owner"


def old_server(connection: Connection) -> Iterator[str]:
    number = int(connection.scalar(text("show server_version_num")) or 0)
    yield from too_old(number)


def too_old(server_version_num: int) -> Iterator[str]:
    """A release with known holes in row-level security."""
    major, minor = divmod(server_version_num, 10_000)
    needed = SAFE_MINORS.get(major, 0)
    if major < min(SAFE_MINORS) or minor < needed:
        yield f"PostgreSQL {major}.{minor} has known holes; {major}.{needed} or later is needed"


def work_without_owner(connection: Connection) -> Iterator[str]:
    """Each piece of work carries its partner, and whoever finds work reads nothing else of it."""
    if not connection.scalar(
        text(
            "select attnotnull from pg_attribute "
            "where attrelid = 'public.outbox'::regclass and attname = 'partner_id'"
        )
    ):
        yield "work of the outbox may lack its partner"
    for table, column in connection.execute(
        text(
            "select c.relname, a.attname from pg_class c join pg_attribute a "
            "on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
            "where c.relnamespace = 'public'::regnamespace and c.relname = any(:tables) "
            "and has_column_privilege('guildhall_clock', c.oid, a.attnum, 'select')"
        ),
        {"tables": list(CLOCK_COLUMNS)},
    ):
        if column not in CLOCK_COLUMNS[table]:
            yield f"the clock may read {column} of {table}"
