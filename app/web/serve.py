"""Run the surfaces under gunicorn: threads, because requests wait on the database."""

import contextlib
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from app.config import Config
from app.web.headers import headers_for, new_nonce

WORKERS = 2
THREADS = 4
TIMEOUT_SECONDS = 60
GRACE_SECONDS = 10
STATUS_OF = {
    LimitRequestLine: "414 URI Too Long",
    LimitRequestHeaders: "431 Request Header Fields Too Large",
    UnsupportedTransferCoding: "501 Not Implemented",
}


class QuietWorker(ThreadWorker):
    """Says what it cannot read in our words and with our headers; repeats nothing that was sent."""

    def handle_error(self, _request: Any, client: Any, _address: Any, exc: BaseException) -> None:
        kind = type(exc)
        is_ours = issubclass(kind, (InvalidResponseHeader, InvalidResponseHeaderName))
        if issubclass(kind, ParseException) and not is_ours:
            self.log.warning("Refused a request that cannot be read: %s", kind.__name__)
            status = STATUS_OF.get(kind, "400 Bad Request")
        else:
            self.log.error("A request failed outside the application", exc_info=exc)
            status = "500 Internal Server Error"
        body = f"{status}\n"
        own = {"Connection": "close", "Content-Type": "text/plain; charset=utf-8"}
        own |= {"Content-Length": str(len(body)), **headers_for(new_nonce())}
        head = "".join(f"{name}: {value}\r\n" for name, value in own.items())
        with contextlib.suppress(OSError):
            write_nonblock(client, f"HTTP/1.1 {status}\r\n{head}\r\n{body}".encode())


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
            "worker_class": QuietWorker,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            # A client's SCRIPT_NAME would come back in every address that we write.
            "forwarder_headers": "",
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
