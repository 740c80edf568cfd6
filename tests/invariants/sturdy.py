"""A database server of a test's own, with every safety on, so that it can be killed honestly."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from app.config import DEVELOPMENT_SECRET, Config
from app.storage import crypto
from app.storage.embedded import PostgresServer, processes, start_postgres, temporary_home
from app.storage.migrate import migrate_url
from app.storage.session import connect, disconnect
from app.workers.vetting import use_vetting

NAME = "guildhall"


@dataclass
class Sturdy:
    """The server and how it is reached; it comes back at the same address."""

    home: Path
    config: Config
    server: PostgresServer
    kills: int = 0
    recovered_in: list[float] = field(default_factory=list)

    def is_killed(self) -> None:
        """SIGKILL to the postmaster and to every backend; nobody tidies up."""
        self.server.process.kill()
        for pid in list(processes.working_in(self.home / "postgres" / "data")):
            processes.send(pid, signal.SIGKILL)
        self.server.process.wait()
        self.kills += 1

    def comes_back(self) -> None:
        """Started again from what the log of the crash holds."""
        began = time.monotonic()
        self.server.stop()  # only lets go of the lock
        self.server = start_postgres(self.home)
        self.recovered_in.append(time.monotonic() - began)

    def forgets_connections(self) -> None:
        """Those of before the crash are of no use to whoever looks next."""
        connected(self.config)

    @property
    def recovery(self) -> dict[str, str]:
        times = self.recovered_in
        mean, longest = sum(times) / len(times), max(times)
        return {"recovery_mean": f"{mean:.2f} s", "recovery_max": f"{longest:.2f} s"}


@contextmanager
def sturdy_server(usual: Config, data: Path) -> Iterator[Sturdy]:
    """While it lasts this process is connected to it; afterwards to the usual database again."""
    with temporary_home() as home:
        server = start_postgres(home)
        address = make_url(server.database(NAME)).set(drivername="postgresql+psycopg")
        migrate_url(address, DEVELOPMENT_SECRET)
        config = Config.from_env(
            {
                "GUILDHALL_ENV": "test",
                "DATABASE_URL": address.render_as_string(hide_password=False),
                "REDIS_URL": os.environ["GUILDHALL_TEST_REDIS"],
                "GUILDHALL_DATA": str(data),
            }
        )
        sturdy = Sturdy(home, config, server)
        connected(config)
        try:
            yield sturdy
        finally:
            disconnect()
            sturdy.server.stop()
            connected(usual)


def connected(config: Config) -> None:
    connect(config)
    crypto.use_keys(config)
    use_vetting(config)
