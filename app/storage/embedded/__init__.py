"""An embedded PostgreSQL and Valkey for machines that have none; only this knows how they run."""

from app.storage.embedded.places import Account, AlreadyRunning, EmbeddedError, temporary_home
from app.storage.embedded.postgres import PostgresServer, start_postgres
from app.storage.embedded.valkey import ValkeyServer, start_valkey

__all__ = [
    "Account",
    "AlreadyRunning",
    "EmbeddedError",
    "PostgresServer",
    "ValkeyServer",
    "start_postgres",
    "start_valkey",
    "temporary_home",
]
