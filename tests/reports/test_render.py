"""A document shows its own assets and nothing else, whatever its HTML asks for."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.render import Asset, Document, Enclosure, ForeignAssetError, render_pdf

MADE_AT = datetime(2026, 4, 1, tzinfo=UTC)
SECRET = "nobody may read this line"
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4">'
    b'<rect width="4" height="4"/></svg>'
)

HOSTILE = (
    '<img src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<style>@import "{url}";</style>',
    '<style>body {{ background: url("{url}") }}</style>',
    '<style>@font-face {{ font-family: x; src: url("{url}") }} p {{ font-family: x }}</style>',
    '<style>p::before {{ content: url("{url}") }}</style>',
    '<style>li {{ list-style-image: url("{url}") }}</style><ul><li>x</ul>',
    '<base href="{url}"><img src="below.png">',
)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server on loopback that counts who calls."""
    calls: list[bytes] = []

    class Counting(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(self.request.recv(1024))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/x", calls
        server.shutdown()


def document(html: str) -> Document:
    page = f"<html lang=en><title>x</title><body>{html}<p>text</p></body></html>"
    return Document(page, MADE_AT, b"id", {"mark": Asset(SQUARE, "image/svg+xml")})


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_is_fetched_from_the_network(html: str, listener: tuple[str, list[bytes]]) -> None:
    url, calls = listener
    with pytest.raises(ForeignAssetError):
        render_pdf(document(html.format(url=url)))
    assert calls == []


@pytest.mark.parametrize("html", HOSTILE)
def test_no_file_is_read(html: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    with pytest.raises(ForeignAssetError):
        render_pdf(document(html.format(url=secret.as_uri())))


@pytest.mark.parametrize(
    "address", ["data:image/svg+xml,<svg/>", "asset:other", "asset:", "ASSET:mark"]
)
def test_an_unknown_asset_is_refused(address: str) -> None:
    with pytest.raises(ForeignAssetError):
        render_pdf(document(f'<img src="{address}">'))


def test_a_drawing_within_the_page_reaches_nothing(listener: tuple[str, list[bytes]]) -> None:
    url, calls = listener
    drawing = f'<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>'
    with suppress(ForeignAssetError):
        render_pdf(document(drawing))
    assert calls == []


def test_its_own_asset_is_shown() -> None:
    assert render_pdf(document('<img src="asset:mark" alt="">')).startswith(b"%PDF-1.7")


def test_what_is_enclosed_lies_inside() -> None:
    whole = document("")
    enclosed = Document(
        whole.html, MADE_AT, b"id", whole.assets, (Enclosure("a.csv", "A table", b"1,2\r\n"),)
    )
    assert render_pdf(enclosed) != render_pdf(whole)
