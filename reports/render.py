"""HTML in, PDF out: the only importer of WeasyPrint, and it fetches nothing but our own assets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import NoReturn

from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "asset:"
# Archival, tagged, and allowed to carry its own data; one variant at a time.
VARIANT = "pdf/a-3a"


class ForeignAssetError(Exception):
    """A document asked for something that is not its own; nothing was fetched or made."""


@dataclass(frozen=True, slots=True)
class Asset:
    """What a document may show besides its text, under an id of ours: a font, a mark."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file inside the PDF: the same facts for a machine to read."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a PDF is made of; `html` names assets as `asset:<id>`."""

    html: str
    made_at: datetime
    identifier: bytes
    assets: Mapping[str, Asset] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()


class OwnAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Knows the document's assets by id; no file, no network, no data: address, no redirect."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        del headers
        asset = self._assets.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if asset is None:
            _refuse()
        return URLFetcherResponse(url, asset.content, {"Content-Type": asset.media_type})


def _refuse() -> NoReturn:
    # The address is not repeated: it may hold what somebody typed.
    raise FatalURLFetchingError("not an asset of the document")


def render_pdf(document: Document) -> bytes:
    """The PDF; raises ForeignAssetError when the HTML names anything but the document's assets."""
    fetcher = OwnAssets(document.assets)
    target = BytesIO()
    try:
        HTML(string=document.html, url_fetcher=fetcher).write_pdf(
            target,
            font_config=FontConfiguration(),
            attachments=[_attachment(document, each, fetcher) for each in document.enclosures],
            pdf_identifier=document.identifier,
            pdf_variant=VARIANT,
        )
    except FatalURLFetchingError as error:
        raise ForeignAssetError("the document names something that is not its own") from error
    return target.getvalue()


def _attachment(document: Document, enclosure: Enclosure, fetcher: OwnAssets) -> Attachment:
    return Attachment(
        string=enclosure.content,
        url_fetcher=fetcher,
        name=enclosure.name,
        description=enclosure.description,
        created=document.made_at,
        modified=document.made_at,
        relationship="Data",
    )
