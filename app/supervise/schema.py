"""Whether the schema is the newest and the roles let us in: then a restart need not migrate."""

from collections.abc import Mapping

import psycopg

from app.config import Config
from app.storage.roles import OWNER
from app.supervise.servers import CLONE


def is_current(env: Mapping[str, str]) -> bool:
    """Cheap on purpose: two connections instead of a process that loads every model."""
    newest = max(file.stem for file in (CLONE / "migrations" / "versions").glob("[0-9]*.py"))
    app = Config.from_env(env).database.app.set(drivername="postgresql")
    try:
        with psycopg.connect(env["DATABASE_URL"]) as db:
            db.execute(f"set role {OWNER}")
            found = db.execute("select version_num from alembic_version").fetchone()
        psycopg.connect(app.render_as_string(hide_password=False)).close()
    except psycopg.Error:  # no roles, no table, another password: migrating mends all of these
        return False
    return found == (newest,)
