"""The owner's own hand on one partner's rows: what no door, worker or role of theirs may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.config import Config, ConfigError
from app.storage.roles import OWNER
from app.storage.scope import SCOPE, Scope

OWNED = text(
    "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' "
    "and a.attname = 'partner_id' and not a.attisdropped order by c.relname"
)


@contextmanager
def owner_work(config: Config, partner_id: UUID) -> Iterator[Session]:
    """One partner, one transaction and one picture; raises ConfigError without an administrator."""
    if config.database.admin is None:
        raise ConfigError("DATABASE_URL is missing; this needs an administrator's address")
    engine = create_engine(
        config.database.admin, poolclass=NullPool, isolation_level="REPEATABLE READ"
    )
    info = {SCOPE: Scope(partner_id=partner_id)}
    with Session(engine, info=info, expire_on_commit=False) as db, db.begin():
        db.execute(text(f"set local role {OWNER}"))
        yield db


def partner_tables(db: Session) -> list[str]:
    """Every table whose rows belong to a partner, as the database knows them."""
    return list(db.scalars(OWNED))
