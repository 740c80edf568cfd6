"""Whether the surfaces answer yet, asked beside the supervisor's own work."""

import http.client
import socket
import threading
import time
from collections.abc import Sequence

from app.storage.embedded.places import EmbeddedError

LOOPBACK = "127.0.0.1"  # the system may not resolve *.localhost; browsers do
ANSWER_SECONDS_MAX = 5.0
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 30.0
SERVER_FAULT = 500


def check_port(port: int) -> None:
    """Refuse a port somebody else listens on, before anything is started."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((LOOPBACK, port))
        except OSError as error:
            raise EmbeddedError(
                f"port {port} cannot be used ({error.strerror}): stop the program that holds it, "
                f"or choose another with PORT={port + 1}"
            ) from None


class Readiness(threading.Thread):
    """Asks until every host has answered, or patience ends; `silent` names those that have not."""

    def __init__(self, hosts: Sequence[str], port: int) -> None:
        super().__init__(daemon=True)
        self.silent = list(dict.fromkeys(hosts)) or [LOOPBACK]
        self._port = port
        self._deadline = time.monotonic() + PATIENCE_SECONDS

    @property
    def is_over(self) -> bool:
        return not self.is_alive()

    def run(self) -> None:
        while self.silent and time.monotonic() < self._deadline:
            if answers(self.silent[0], self._port):
                self.silent.pop(0)
            else:
                time.sleep(PAUSE_SECONDS)


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request("GET", "/", headers={"Host": f"{host}:{port}"})
        return connection.getresponse().status < SERVER_FAULT
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
