"""The configuration a command works with, and the servers behind it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from app.config import Config, ConfigError
from app.supervise.schema import is_current
from app.supervise.servers import serving
from app.workers.logs import configure_logs


@contextmanager
def installation(
    *, may_be_empty: bool = False, told_from: int = logging.WARNING
) -> Iterator[Config]:
    """From the environment; without DATABASE_URL or REDIS_URL the embedded servers are used.

    Those that `guildhall up` runs are used as they are; else they run for this command alone.
    Raises ConfigError for a schema that is not the newest, unless it may be.
    """
    configure_logs(told_from)
    with serving() as servers:
        if not may_be_empty and "DATABASE_URL" in servers.env and not is_current(servers.env):
            raise ConfigError("the database is not up to date: run `guildhall migrate` first")
        config = Config.from_env(servers.env)
        configure_logs(told_from, as_json=config.is_production)
        yield config
