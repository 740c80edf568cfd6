"""A part of `guildhall work` in a process of its own, which also knows the kinds of the tests."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import tests.workers.kinds
from app.config import Config
from app.workers.main import Part, work
from app.workers.registry import Queue
from tests.outside_data import PROJECT

KINDS = tests.workers.kinds
WAIT_SECONDS_MAX = 60


@contextmanager
def worker_of(
    config: Config, redis_url: str, *, heard: bool = False, **environment: str
) -> Iterator[subprocess.Popen]:
    """A worker of the payments queue; killed at the end, if it is still there.

    What it says is kept only when it is `heard`: a pipe that nobody reads stops its writer.
    """
    assert config.database.admin is not None
    known = {
        "GUILDHALL_ENV": "test",
        "DATABASE_URL": config.database.admin.render_as_string(hide_password=False),
        "REDIS_URL": redis_url,
        "GUILDHALL_DATA": str(config.data_folder),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.workers.process", "worker", "payments"],
        cwd=PROJECT,
        env={**os.environ, **known, **environment},
        stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def main(only: Part, queue: Queue) -> None:
    work(Config.from_env(), only=only, queue=queue)


if __name__ == "__main__":
    main(*sys.argv[1:])
