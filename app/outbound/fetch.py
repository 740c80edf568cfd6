"""One request to one resolved address: no redirect, at most 64 kB, at most ten seconds."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.kernel.errors import DomainError
from app.outbound.places import Place, Reach, read_place, resolve

BODY_BYTES_MAX = 64 * 1024
SECONDS_MAX = 10.0
CHUNK_BYTES = 8_192
AGENT = "Guildhall"


class Unreachable(DomainError):
    """The other side did not give an answer we can use; `code` says why."""

    status = 502


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask: a GET, or a POST of a form; both may hold secrets and are never shown."""

    url: str
    form: dict[str, str] | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def fetch(asked: Asked, reach: Reach) -> Answer:
    """Raises Refused("address_refused") before connecting, Unreachable afterwards."""
    place = read_place(asked.url, reach)
    deadline = time.monotonic() + SECONDS_MAX
    connection = _connection(place, resolve(place, reach))
    try:
        return _answer(connection, asked, place, deadline)
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable(
            "provider_unreachable",
            f"{place.host} did not answer as expected.",
            next_step="Try again in a minute; if it stays, the address may be wrong.",
        ) from None
    finally:
        connection.close()


def _connection(place: Place, addresses: list[str]) -> http.client.HTTPConnection:
    """To the very addresses that were checked; the certificate must be the name's."""
    if not place.is_secure:
        return _Plain(place, addresses)
    return _Secure(place, addresses)


def _connected(addresses: list[str], port: int) -> socket.socket:
    """The first of them that answers: a host with IPv6 may have nobody listening there."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), SECONDS_MAX / len(addresses))
    return socket.create_connection((addresses[-1], port), SECONDS_MAX / len(addresses))


class _Plain(http.client.HTTPConnection):
    def __init__(self, place: Place, addresses: list[str]) -> None:
        super().__init__(place.host, place.port, timeout=SECONDS_MAX)
        self._addresses = addresses

    def connect(self) -> None:
        self.sock = _connected(self._addresses, self.port)


class _Secure(http.client.HTTPConnection):
    default_port = http.client.HTTPS_PORT

    def __init__(self, place: Place, addresses: list[str]) -> None:
        super().__init__(place.host, place.port, timeout=SECONDS_MAX)
        self._addresses = addresses

    def connect(self) -> None:
        plain = _connected(self._addresses, self.port)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _answer(
    connection: http.client.HTTPConnection, asked: Asked, place: Place, deadline: float
) -> Answer:
    headers = {"User-Agent": AGENT, "Accept": "application/json", **asked.headers}
    body = None
    if asked.form is not None:
        body = urlencode(asked.form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.connect()
    with _hung_up_at(connection.sock, deadline):
        connection.request("GET" if body is None else "POST", place.target, body, headers)
        response = connection.getresponse()
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise ValueError("nobody asked for a compressed answer")
        answer = Answer(response.status, _body(response))
    if time.monotonic() >= deadline:
        raise TimeoutError
    return answer


@contextmanager
def _hung_up_at(connected: socket.socket, deadline: float) -> Iterator[None]:
    """However slowly the other side speaks, headers included, the whole takes no longer."""
    timer = threading.Timer(max(deadline - time.monotonic(), 0), _hang_up, (connected,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _body(response: http.client.HTTPResponse) -> bytes:
    content = b""
    while chunk := response.read1(CHUNK_BYTES):
        content += chunk
        if len(content) > BODY_BYTES_MAX:
            raise ValueError("the answer is larger than we read")
    return content
