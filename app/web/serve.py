"""Run the surfaces under gunicorn: threads, because requests wait on the database."""

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from app.config import Config

WORKERS = 2
THREADS = 4
TIMEOUT_SECONDS = 60
GRACE_SECONDS = 10


class Server(BaseApplication):
    """Gunicorn with our settings instead of a file of its own."""

    def __init__(self, config: Config, make_app: Callable[[Config], Any]) -> None:
        self._guildhall = config
        self._make_app = make_app
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"127.0.0.1:{self._guildhall.port}",
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "guildhall-web",
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make_app(self._guildhall)


def serve(config: Config, make_app: Callable[[Config], Any]) -> None:
    """Serve until told to stop; the application is made by the composition root above us."""
    Server(config, make_app).run()
