"""Our own programs in processes of their own, at the database of a test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from app.config import Config
from tests.outside_data import PROJECT

PATIENCE_SECONDS = 60.0


def environment(config: Config, **more: str) -> dict[str, str]:
    """What a process needs to find the database, and what else a test says."""
    assert config.database.admin is not None
    address = config.database.admin.set(drivername="postgresql")
    known = {
        "GUILDHALL_ENV": "test",
        "DATABASE_URL": address.render_as_string(hide_password=False),
        "REDIS_URL": config.redis_url,
        "GUILDHALL_DATA": str(config.data_folder),
        "PORT": str(config.port),
    }
    return {**os.environ, **known, **more}


def running(config: Config, module: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
    """`python -m <module>`; its errors are the test's own."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT,
        env=environment(config, **more),
        stdout=subprocess.DEVNULL,
    )


def waits_for(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.005)
