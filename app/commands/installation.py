"""The configuration a command works with, and the servers behind it."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.config import Config
from app.supervise.servers import serving


@contextmanager
def installation() -> Iterator[Config]:
    """From the environment; without DATABASE_URL or REDIS_URL the embedded servers are used.

    Those that `guildhall up` runs are used as they are; else they run for this command alone.
    """
    with serving() as servers:
        yield Config.from_env(servers.env)
