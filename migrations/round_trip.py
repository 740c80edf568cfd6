"""Empty → head → models equal schema → down → head again, on a database made for it.

`python -m migrations.round_trip` starts an embedded server of its own.
"""

import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from app.config import DEVELOPMENT_SECRET
from app.storage.embedded import start_postgres, temporary_home
from app.storage.migrate import migrate_url, run
from app.storage.pitfalls import check
from migrations.models import metadata


def differences(connection: Connection) -> list[str]:
    """What the models say and the schema does not, or the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found = compare_metadata(context, metadata)
    return [str(difference) for difference in found]


def round_trip(url: URL) -> list[str]:
    """Every fault met on the way up, at the top, on the way down and up again."""
    migrate_url(url, DEVELOPMENT_SECRET)
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        faults = differences(connection) + check(connection)
        run(connection, "downgrade", "base")
        left = connection.scalars(
            text(
                "select relname from pg_class where relnamespace = 'public'::regnamespace "
                "and relkind in ('r', 'v', 'S') and relname <> 'alembic_version'"
            )
        ).all()
        faults.extend(f"downgrade leaves {name}" for name in left)
        run(connection, "upgrade", "head")
        faults.extend(differences(connection))
    return faults


def main() -> int:
    with temporary_home() as home:
        server = start_postgres(home, fsync=False)
        try:
            faults = round_trip(make_url(server.url).set(drivername="postgresql+psycopg"))
        finally:
            server.stop()
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if not faults:
        sys.stdout.write("migrations: up, equal to the models, down, up again\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
