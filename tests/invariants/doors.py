"""The web door and its three-valued client: a reply is ok or fail, everything else is unknown."""

import contextlib
import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

from app.config import DEVELOPMENT_SECRET, Config
from app.kernel.failpoints import SETTING
from tests.customer_verbs import Person
from tests.invariants.processes import running, waits_for
from tests.web_clients import Visitor

PATH = "/send/transfer/confirmation"
CARRIED = re.compile(r'<input type="hidden" name="(?!csrf_token)([a-z_]+)"[^>]* value="([^"]*)">')
PATIENCE_SECONDS = 30


@dataclass
class WebDoor:
    """`guildhall web` as anybody runs it, with a file in which a test orders a death."""

    config: Config
    order: Path
    log: list[str] = field(default_factory=list)

    def orders(self, place: str) -> None:
        """The process that comes to this place next dies there."""
        aside = self.order.with_suffix(".new")
        aside.write_text(place)
        aside.rename(self.order)

    def was_carried_out(self) -> bool:
        """Whether somebody died of the order; it is withdrawn if not."""
        with contextlib.suppress(FileNotFoundError):
            self.order.unlink()
            return False
        return True


@contextmanager
def web_door(config: Config, folder: Path) -> Iterator[WebDoor]:
    config = replace(config, port=free_port())
    order = folder / "order"
    process = running(
        config,
        "app.cli",
        "web",
        GUILDHALL_SECRET_KEY=DEVELOPMENT_SECRET,
        **{SETTING: str(order)},
    )
    try:
        waits_for(lambda: answers(config.port) or process.poll() is not None)
        assert process.poll() is None, "the web door did not open"
        yield WebDoor(config, order)
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Sender:
    """A customer's browser that sends one transfer after the other to the real door."""

    door: WebDoor
    visitor: Visitor
    taker: Person
    form: dict[str, str]
    cookie: str

    @classmethod
    def of(cls, door: WebDoor, visitor: Visitor, taker: Person) -> "Sender":
        """The form and its token are fetched past the door, so that nothing dies of that."""
        page = visitor.get("/send/transfer").text
        form = dict(CARRIED.findall(page)) | {"csrf_token": visitor.token_of("/send/transfer")}
        jar = [
            visitor.client.get_cookie(name, domain=visitor.host)
            for name in ("__Host-login", "__Host-session")
        ]
        cookie = "; ".join(f"{each.decoded_key}={each.decoded_value}" for each in jar if each)
        return cls(door, visitor, taker, form, cookie)

    def sends(self, key: str, amount: str = "1.00") -> str:
        """Where the payment is ("ok …"), "fail …" when nothing was done, else "unknown"."""
        values = self.form | {
            "key": key,
            "account_number": self.taker.account_number,
            "amount": amount,
        }
        headers = {
            "Host": self.visitor.host,
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line = http.client.HTTPConnection(
            "127.0.0.1", self.door.config.port, timeout=PATIENCE_SECONDS
        )
        try:
            line.request("POST", PATH, urlencode(values), headers)
            reply = line.getresponse()
            reply.read()
        except (OSError, http.client.HTTPException):
            return "unknown"
        finally:
            line.close()
        where = reply.headers.get("Location", "")
        if reply.status == http.client.SEE_OTHER and where.startswith("/payments/"):
            return f"ok {where}"
        return "unknown" if reply.status >= 500 else f"fail {reply.status}"

    def is_cut_off(self, key: str) -> None:
        """Sends, and hangs up before the reply: whether it was done, nobody told."""
        body = urlencode(
            self.form | {"key": key, "account_number": self.taker.account_number, "amount": "1.00"}
        )
        request = (
            f"POST {PATH} HTTP/1.1\r\nHost: {self.visitor.host}\r\nCookie: {self.cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        with socket.create_connection(("127.0.0.1", self.door.config.port)) as line:
            line.sendall(request.encode())
