"""The database roles, none of them superuser: made once by an administrator, before migrations."""

from sqlalchemy import Connection, text

from app.config import role_password

OWNER = "guildhall_owner"
AUDITOR = "guildhall_auditor"
LOGIN_ROLES = (
    OWNER,
    "guildhall_app",
    "guildhall_portal",
    "guildhall_bank",
    "guildhall_clock",
    AUDITOR,
    "guildhall_backup",
)
FUNCTION_ROLES = ("guildhall_ledger", "guildhall_directory")
RUNTIME_ROLES = (
    "guildhall_app",
    "guildhall_portal",
    "guildhall_bank",
    "guildhall_clock",
    AUDITOR,
)
ROLE_LOCK = 7_110_001


def ensure_roles(admin: Connection, secret: str) -> None:
    """Create what is missing, set passwords derived from the secret, hand over the schema."""
    admin.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ROLE_LOCK})
    present = set(admin.scalars(text("select rolname from pg_roles")))
    for role in (*LOGIN_ROLES, *FUNCTION_ROLES):
        _ensure_role(admin, role, is_new=role not in present, secret=secret)
    for role in FUNCTION_ROLES:
        admin.execute(text(f"grant {role} to {OWNER}"))
    admin.execute(text(f"grant {OWNER} to current_user"))
    database = admin.scalar(text("select quote_ident(current_database())"))
    admin.execute(text(f"revoke all on database {database} from public"))
    admin.execute(text(f"grant connect on database {database} to {', '.join(LOGIN_ROLES)}"))
    admin.execute(text(f"grant create on database {database} to {OWNER}"))
    admin.execute(text(f"alter schema public owner to {OWNER}"))
    admin.execute(text("revoke all on schema public from public"))


def _ensure_role(admin: Connection, role: str, *, is_new: bool, secret: str) -> None:
    login = "login" if role in LOGIN_ROLES else "nologin"
    if is_new:
        bypass = " bypassrls" if role == "guildhall_backup" else ""
        admin.execute(text(f"create role {role} {login}{bypass}"))
    if role in LOGIN_ROLES:
        # The password is our own base64 text: it has no quote to escape.
        admin.execute(text(f"alter role {role} password '{role_password(secret, role)}'"))
    if role == AUDITOR:
        admin.execute(text(f"alter role {role} set default_transaction_read_only = on"))


def unsafe_role(connection: Connection) -> str | None:
    """Why the app must not run as this connection's role, or None when it is safe."""
    row = connection.execute(
        text(
            "select r.rolname, r.rolsuper, r.rolbypassrls, "
            "exists (select from pg_class c where c.relowner = r.oid "
            "        and c.relnamespace = 'public'::regnamespace) as is_owner, "
            "exists (select from pg_roles p where (p.rolsuper or p.rolbypassrls) "
            "        and p.oid <> r.oid and pg_has_role(r.oid, p.oid, 'member')) as may_become "
            "from pg_roles r where r.rolname = current_user"
        )
    ).one()
    if row.rolsuper or row.rolbypassrls or row.may_become:
        return f"database role {row.rolname} may skip row-level security"
    if row.is_owner:
        return f"database role {row.rolname} owns tables"
    return None
