"""The loop of the sandbox's outside world: the Fed, then each bank's own books, again and again."""

import signal
import threading
from datetime import datetime
from pathlib import Path
from types import FrameType

import structlog

from app.config import Config
from app.sandbox import books, fed
from app.storage.clock import business_now
from app.storage.session import clock_reading, connect

TICK_SECONDS = 2.0

log = structlog.get_logger()


def run(config: Config) -> None:
    """Play the outside world in business time until SIGTERM or Ctrl-C."""
    connect(config)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopping.is_set():
        try:
            with clock_reading() as db:
                now = business_now(db)
            tick(config.data_folder, now)
        except Exception:  # the world outside does not end with one bad file
            log.exception("outside.troubled")
        stopping.wait(TICK_SECONDS)


def tick(data_folder: Path, now: datetime) -> None:
    """One round for every bank of the sandbox; what is not due yet is left for a later one."""
    outside = data_folder / "outside"
    if not outside.exists():
        return
    for folder in sorted(each for each in outside.iterdir() if each.is_dir()):
        fed.tick(data_folder, folder.name, now)
    for folder in sorted(each for each in outside.iterdir() if each.is_dir()):
        books.tick(data_folder, folder.name, now)
