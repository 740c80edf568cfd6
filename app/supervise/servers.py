"""Which PostgreSQL and Valkey this installation uses: the operator's, or the embedded ones."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from app.config import Config
from app.storage.embedded import (
    AlreadyRunning,
    EmbeddedError,
    PostgresServer,
    ValkeyServer,
    start_postgres,
    start_valkey,
)
from app.storage.embedded import postgres as embedded_postgres
from app.storage.embedded import valkey as embedded_valkey
from app.storage.embedded.places import default_home, kept_secret, server_account, settle

CLONE = Path(__file__).resolve().parents[2]
DATABASE = "guildhall"
MADE_UP = {"DATABASE_URL": "postgresql://not.asked/", "REDIS_URL": "redis://not.asked/"}
ANSWER_SECONDS_MAX = 5
WIPED = ("postgres", "valkey", "demo.started", "demo.done")


@dataclass
class Servers:
    """The servers in use and the environment that leads to them; stops only what it started."""

    home: Path
    env: dict[str, str]
    postgres: PostgresServer | None = None
    valkey: ValkeyServer | None = None
    told: Callable[[str], None] = field(default=lambda _line: None)

    def start(self, *, may_borrow: bool = True) -> None:
        """Start what the environment does not give; what another process runs may be borrowed."""
        Config.from_env({**MADE_UP, **self.env})
        check_given(self.env)
        if not is_database_given(self.env):
            self.env["DATABASE_URL"] = self._postgres_url(may_borrow=may_borrow)
        if not self.env.get("REDIS_URL"):
            self.env["REDIS_URL"] = self._valkey_url(may_borrow=may_borrow)

    def mend(self) -> None:
        """Start again what has ended by itself."""
        if self.postgres and self.postgres.process.poll() is not None:
            self.told("PostgreSQL ended by itself; starting it again")
            self.postgres.stop()
            self.postgres = start_postgres(self.home)
        if self.valkey and self.valkey.process.poll() is not None:
            self.told("Valkey ended by itself; starting it again")
            self.valkey.stop()
            self.valkey = start_valkey(self.home)

    def stop(self) -> None:
        """Valkey first: nobody rings a bell for a database that is gone."""
        if self.valkey:
            self.told("stopping Valkey")
            self.valkey.stop()
        if self.postgres:
            self.told("stopping PostgreSQL")
            self.postgres.stop()
        self.valkey = self.postgres = None

    def _postgres_url(self, *, may_borrow: bool) -> str:
        try:
            self.postgres = start_postgres(self.home)
        except AlreadyRunning:
            if not may_borrow:
                raise
            return embedded_postgres.running_url(self.home, DATABASE)
        return self.postgres.database(DATABASE)

    def _valkey_url(self, *, may_borrow: bool) -> str:
        try:
            self.valkey = start_valkey(self.home)
        except AlreadyRunning:
            if not may_borrow:
                raise
            return embedded_valkey.running_url(self.home)
        return self.valkey.url


@contextmanager
def serving(env: Mapping[str, str] = os.environ) -> Iterator[Servers]:
    """Servers for the time of one command."""
    servers = servers_of(env)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()


def servers_of(env: Mapping[str, str]) -> Servers:
    """Nothing is started yet; secrets are made and kept where development lacks them."""
    home = settle(home_of(env), server_account())
    complete = {"GUILDHALL_DATA": str(CLONE / "var"), **env}
    if env.get("GUILDHALL_ENV", "development") == "development":
        complete.setdefault("GUILDHALL_SECRET_KEY", kept_secret(home / "secret_key"))
    return Servers(home, complete)


def home_of(env: Mapping[str, str]) -> Path:
    return Path(env["GUILDHALL_DATA"]) if env.get("GUILDHALL_DATA") else default_home(CLONE)


def is_embedded(env: Mapping[str, str]) -> bool:
    return not is_database_given(env)


def is_database_given(env: Mapping[str, str]) -> bool:
    return bool(env.get("DATABASE_URL") or env.get("DATABASE_URL_APP"))


def check_given(env: Mapping[str, str]) -> None:
    """The operator's own servers must answer before anything of ours is started."""
    try:
        if address := env.get("DATABASE_URL"):
            # SQLAlchemy's spelling of an address names its driver; the driver itself does not.
            plain = address.replace("+psycopg://", "://", 1)
            psycopg.connect(plain, connect_timeout=ANSWER_SECONDS_MAX).close()
        if address := env.get("REDIS_URL"):
            with redis.Redis.from_url(address, socket_timeout=ANSWER_SECONDS_MAX) as client:
                client.ping()
    except psycopg.Error as error:
        raise _silent("DATABASE_URL", error) from None
    except redis.RedisError as error:
        raise _silent("REDIS_URL", error) from None


def _silent(setting: str, error: Exception) -> EmbeddedError:
    why = " ".join(str(error).split())
    return EmbeddedError(
        f"{setting} does not answer ({why}): start that server, or unset {setting} for our own"
    )


def wipe(servers: Servers) -> None:
    """Throw the embedded data away, to start over."""
    if is_database_given(servers.env):
        raise EmbeddedError(
            "FRESH=1 only wipes the embedded database: unset DATABASE_URL, or empty that database"
        )
    for name in WIPED:
        place = servers.home / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    forget_outside(servers)


def forget_outside(servers: Servers) -> None:
    """A new world has a new outside: the sandbox's banks keep books of files that never were."""
    shutil.rmtree(Path(servers.env["GUILDHALL_DATA"]) / "outside", ignore_errors=True)
