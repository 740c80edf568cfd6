"""What `doctor` looks at in the database, when there is one: given, or run by `guildhall up`."""

import os
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app.commands.findings import Finding, fault, note, ok
from app.config import SERVICE_ROLES, Config
from app.storage import pitfalls
from app.storage.embedded import postgres as embedded_postgres
from app.storage.embedded import valkey as embedded_valkey
from app.storage.embedded.places import Lock
from app.storage.roles import unsafe_role
from app.supervise.servers import DATABASE, Servers, is_embedded, servers_of

POSTGRES_MIN = 150_000
EXTENSIONS = ("pg_trgm", "btree_gist", "citus")
NOT_RUNNING = "not running; `make run` starts an embedded one"


def database() -> Iterator[Finding]:
    env = found_env()
    if env is None:
        yield note("database", NOT_RUNNING)
        return
    config = Config.from_env(env)
    url = config.database.admin or config.database.app
    try:
        with create_engine(url, poolclass=NullPool).connect() as db:
            yield from server(db)
            yield from isolation(db)
    except OperationalError as error:
        yield fault("database", f"does not answer: {str(error.orig).splitlines()[0]}")
        return
    yield from roles(config)


def found_env() -> Mapping[str, str] | None:
    """The environment that leads to a database, or nothing when none runs here."""
    servers = servers_of(os.environ)
    if is_embedded(servers.env):
        if not is_held(servers, "postgres.lock"):
            return None
        servers.env["DATABASE_URL"] = embedded_postgres.running_url(servers.home, DATABASE)
    return {"REDIS_URL": "redis://not.asked/0", **servers.env}


def is_held(servers: Servers, name: str) -> bool:
    return Lock.is_held(servers.home / name)


def server(db: Connection) -> Iterator[Finding]:
    number = int(setting(db, "server_version_num"))
    version = f"PostgreSQL {setting(db, 'server_version')}"
    if number < POSTGRES_MIN:
        yield fault("database", f"{version}; 15 or later is needed")
    else:
        yield ok("database", version)
    if setting(db, "fsync") == "on":
        yield ok("fsync", "on")
    else:
        yield fault("fsync", "off: a crash may lose money movements; set fsync = on")
    present = set(db.scalars(text("select extname from pg_extension")))
    offered = set(db.scalars(text("select name from pg_available_extensions")))
    for name in EXTENSIONS:
        standing = "installed" if name in present else "available" if name in offered else "absent"
        yield ok(f"extension {name}", standing)


def setting(db: Connection, name: str) -> str:
    return str(db.scalar(text("select current_setting(:name)"), {"name": name}))


def isolation(db: Connection) -> Iterator[Finding]:
    """Whether partners and banks are kept apart, as the catalogue says it."""
    revision = db.scalar(text("select to_regclass('public.alembic_version')::text"))
    if revision is None:
        yield note("schema", "empty: run `guildhall migrate`")
        return
    examined = pitfalls.examine(db)
    for pitfall, faults in examined:
        for each in dict.fromkeys(faults):
            yield fault(f"isolation {pitfall.number}", f"{pitfall.name}: {each}")
    asked = [pitfall for pitfall, _ in examined if pitfall.finders]
    if not any(faults for _, faults in examined):
        yield ok(
            "isolation",
            f"{len(asked)} of the {len(examined)} known pitfalls asked of this database, none "
            "found; docs/security/pitfalls.md says what meets the others",
        )


def roles(config: Config) -> Iterator[Finding]:
    """Each role signs in, and none may skip row-level security."""
    urls = config.database
    for short in SERVICE_ROLES:
        role, url = f"guildhall_{short}", getattr(urls, short)
        try:
            with create_engine(url, poolclass=NullPool).connect() as db:
                unsafe = unsafe_role(db)
        except OperationalError as error:
            yield fault(role, f"cannot sign in: {str(error.orig).splitlines()[0]}")
        else:
            yield fault(role, unsafe) if unsafe else ok(role, "signs in, owns nothing")


def redis_server() -> Iterator[Finding]:
    import redis

    servers = servers_of(os.environ)
    url = servers.env.get("REDIS_URL")
    if not url and not is_held(servers, "valkey.lock"):
        yield note("Valkey", NOT_RUNNING)
        return
    try:
        with redis.Redis.from_url(url or embedded_valkey.running_url(servers.home)) as client:
            answer = client.info("server")
    except redis.ConnectionError as error:
        yield fault("Valkey", f"does not answer: {error}")
    else:
        yield ok("Valkey", str(answer.get("valkey_version") or answer.get("redis_version")))
