"""Connections to addresses that others chose never reach a private network (A15)."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.kernel.errors import DomainError, Refused
from app.outbound import fetch as fetching
from app.outbound.fetch import BODY_BYTES_MAX, Asked, Unreachable, fetch
from app.outbound.places import Reach, read_place, resolve

HOME = [
    *("127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "2130706433"),
    *("0x7f000001", "0x7f.1", "0x7f.0.0.1", "0x7f.0x0.0x0.0x1", "0X7F000001", "017700000001"),
    *("0177.1", "0177.0.0.1", "00177.0.0.1", "0177.0.0.01", "127.0.0.0x1", "127.0x0.0.1"),
    *("localhost", "LOCALHOST", "localhost.", "0", "0.0.0.0", "00", "0x0", "0.0", "0.0.0"),  # noqa: S104 -- asked for, never bound
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]"),
    *("[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
]
PRIVATE = [
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "0xa9fea9fe"),
    *("[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "100.64.0.1", "192.0.0.1", "198.18.0.1"),
    *("224.0.0.1", "255.255.255.255", "240.0.0.1", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]"),
    *("[ff02::1]", "[::ffff:10.0.0.1]", "[2001:db8::1]", "192.0.2.1", "203.0.113.1"),
]
ODD = [
    *("http://people.example/", "ftp://people.example/", "file:///etc/passwd", "gopher://a/"),
    *("https://", "https:///a", "//people.example/", "people.example", "", "javascript:alert(1)"),
    *("https://us@people.example/", "https://u:p@people.example/", "https://people.example/#a"),
    *("https://people.example:22/", "https://people.example:5432/", "https://people.example:80/"),
    *("https://people.example:6379/", "https://people.example:99999/", "https://people.example:x/"),
    *(
        "https://people.example/\r\nX: 1",
        "https://people.example/ a",
        "https://people.example\\@b/",
    ),
    *("https://p\u00e9ople.example/", "https://people.example/" + "a" * 3_000, "https://[::1/"),
    *("https://people.example\t/", "https://people.example/\x00", "https://people.example/<a>"),
]


@pytest.fixture(autouse=True)
def nobody_connects(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[Any]:
    """Where a connection was opened to, for tests that expect none."""
    opened: list[Any] = []
    usual = socket.create_connection

    def noted(address: Any, *rest: Any) -> socket.socket:
        opened.append(address)
        return usual(address, *rest)

    monkeypatch.setattr(socket, "create_connection", noted)
    return opened


@pytest.mark.parametrize("host", [*HOME, *PRIVATE])
def test_no_spelling_of_a_private_address_is_reached(host: str, nobody_connects: list[Any]) -> None:
    for scheme, port in (("https", ""), ("https", ":8443"), ("http", ""), ("https", ":5432")):
        with pytest.raises(Refused, match="not one we connect to"):
            fetch(Asked(f"{scheme}://{host}{port}/a"), Reach.PUBLIC)
    assert nobody_connects == []


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_refused(url: str, nobody_connects: list[Any]) -> None:
    with pytest.raises(Refused):
        fetch(Asked(url), Reach.PUBLIC)
    assert nobody_connects == []


@pytest.mark.parametrize("host", PRIVATE)
def test_development_reaches_loopback_and_nothing_else_private(host: str) -> None:
    place = read_place(f"https://{host}/", Reach.PUBLIC_AND_LOOPBACK)
    with pytest.raises(Refused):
        resolve(place, Reach.PUBLIC_AND_LOOPBACK)


def answers(*addresses: str) -> Callable[..., list[Any]]:
    found = iter(addresses)

    def look_up(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(found), port))]

    return look_up


def test_a_name_is_looked_up_once(
    monkeypatch: pytest.MonkeyPatch, nobody_connects: list[Any]
) -> None:
    """Rebinding: public the first time and private the second; there is no second time."""
    monkeypatch.setattr(socket, "getaddrinfo", answers("93.184.215.14", "127.0.0.1"))

    def refuse(address: Any, *_: Any) -> socket.socket:
        nobody_connects.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(Unreachable):
        fetch(Asked("https://people.example/"), Reach.PUBLIC)
    assert nobody_connects == [("93.184.215.14", 443)]


def test_a_name_that_is_also_private_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [*answers("93.184.215.14")("a", 443), *answers("10.0.0.1")("a", 443)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(Refused):
        fetch(Asked("https://people.example/"), Reach.PUBLIC)


@contextmanager
def speaking(answer: bytes, *, every: float = 0) -> Iterator[str]:
    """Somebody on loopback who says this, byte by byte when `every` is a time."""
    listener = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        peer, _ = listener.accept()
        with peer:
            peer.recv(4_096)
            pieces = [answer[i : i + 1] for i in range(len(answer))] if every else [answer]
            try:
                for piece in pieces:
                    peer.sendall(piece)
                    time.sleep(every)
            except OSError:
                pass

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()


def said(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n".encode() + body


def test_a_plain_answer_is_read() -> None:
    with speaking(said(b"{}")) as url:
        answer = fetch(Asked(url), Reach.PUBLIC_AND_LOOPBACK)
    assert (answer.status, answer.body) == (200, b"{}")


def test_a_redirect_is_an_answer_and_is_not_followed(nobody_connects: list[Any]) -> None:
    with speaking(
        said(b"", status="302 Found", headers="Location: http://127.0.0.1:1/\r\n")
    ) as url:
        assert fetch(Asked(url), Reach.PUBLIC_AND_LOOPBACK).status == 302
    assert len(nobody_connects) == 1


BAD_ANSWERS = {
    "one byte too many": said(b"x" * (BODY_BYTES_MAX + 1)),
    "ten megabytes": said(b"x" * 10_000_000),
    "compressed": said(b"x", headers="Content-Encoding: gzip\r\n"),
    "no HTTP at all": b"SSH-2.0-OpenSSH_9.2\r\n",
    "nothing": b"",
    "a thousand headers": said(b"", headers="X: 1\r\n" * 1_000),
    "an endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_bad_answer_is_no_answer(answer: bytes) -> None:
    with speaking(answer) as url, pytest.raises(DomainError, match="did not answer"):
        fetch(Asked(url), Reach.PUBLIC_AND_LOOPBACK)


@pytest.mark.parametrize("answer", [said(b"{}" * 200), b"HTTP/1.1 200 OK\r\nX: " + b"x" * 400])
def test_a_slow_answer_is_hung_up_on(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(fetching, "SECONDS_MAX", 0.4)
    began = time.monotonic()
    with speaking(answer, every=0.02) as url, pytest.raises(Unreachable):
        fetch(Asked(url), Reach.PUBLIC_AND_LOOPBACK)
    assert time.monotonic() - began < 1.5


def test_what_is_asked_never_shows_its_secrets() -> None:
    asked = Asked("https://a.example/", {"code": "hunter2"}, {"Authorization": "hunter2"})
    assert "hunter2" not in repr(asked)
