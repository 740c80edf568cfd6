"""A whole version of a brand: its tokens, links, logos and words, as one canonical document."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from themes.load import document_of, tokens_of
from themes.tokens import Theme, ThemeRefused
from themes.wording import WORDING, faults_of

FORMAT = 1
BYTES_MAX = 64 * 1024
LINK_LENGTH_MAX = 300
ALT_LENGTH_MAX = 120
LOGO_SIDE_MAX = 50_000
LINKS = {"support": "Help pages", "privacy": "Privacy notice", "terms": "Terms"}
LOGOS = {
    "light": "Logo on light ground",
    "dark": "Logo on dark ground",
    "mark": "Mark",
    "favicon": "Browser icon",
}
LOGO_KEYS = ("asset", "alt", "form", "width", "height")
LOGO_FORMS = ("png", "svg")
SECTIONS = ("links", "logos", "wording")
DIGEST = re.compile(r"\A[0-9a-f]{64}\Z")
# Names alone, in the letters that a resolver is asked for: no address, nobody before an @.
HOST = re.compile(
    r"\A(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z",
    re.IGNORECASE,
)
LINK_CHARACTERS = re.compile(r"\A[!-~]+\Z")
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture by the hash of its bytes, the words for whoever does not see it, and its size."""

    asset: str
    alt: str
    form: str
    width: int
    height: int

    @property
    def file(self) -> str:
        """What it is called where it is served."""
        return f"{self.asset}.{self.form}"


@dataclass(frozen=True, slots=True)
class BrandDocument:
    """What a brand chose, whole; equal documents have equal digests."""

    theme: Theme
    links: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    logos: Mapping[str, Logo] = field(default_factory=lambda: NOTHING)
    wording: Mapping[str, str] = field(default_factory=lambda: NOTHING)


def read_document(document: Mapping[str, Any]) -> BrandDocument:
    """The document as values; raises ThemeRefused naming every fault, but not poor contrast."""
    tokens = {key: value for key, value in document.items() if key not in (*SECTIONS, "format")}
    faults = [*_check_format(document), *_check_sections(document)]
    try:
        theme = tokens_of(tokens)
    except ThemeRefused as refused:
        raise ThemeRefused((*refused.faults, *faults)) from refused
    if faults:
        raise ThemeRefused(tuple(faults))
    logos = {name: Logo(**logo) for name, logo in document.get("logos", {}).items()}
    return BrandDocument(
        theme,
        links=MappingProxyType({k: v for k, v in document.get("links", {}).items() if v}),
        logos=MappingProxyType(logos),
        wording=MappingProxyType({k: v for k, v in document.get("wording", {}).items() if v}),
    )


def read_json(text: str) -> BrandDocument:
    """The document from its JSON, as `canonical` wrote it or as somebody brought it."""
    if len(text.encode()) > BYTES_MAX:
        raise ThemeRefused((f"the document is larger than {BYTES_MAX // 1024} kB",))
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_number)
        json.dumps(document, ensure_ascii=False).encode()  # no half a letter, which nobody can say
    except (ValueError, RecursionError) as error:
        raise ThemeRefused(("the document is not JSON",)) from error
    if not isinstance(document, dict):
        raise ThemeRefused(("the document is a JSON object",))
    return read_document(document)


def write_document(brand: BrandDocument) -> dict[str, Any]:
    """The nested document that `read_document` reads back to the same brand."""
    return {
        "format": FORMAT,
        **document_of(brand.theme),
        "links": dict(brand.links),
        "logos": {
            name: {key: getattr(logo, key) for key in LOGO_KEYS}
            for name, logo in brand.logos.items()
        },
        "wording": dict(brand.wording),
    }


def canonical(brand: BrandDocument) -> str:
    """The one spelling of a document: sorted keys, no spaces."""
    return json.dumps(
        write_document(brand), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def digest_of(brand: BrandDocument) -> str:
    """The sha256 of `canonical`, in hex: the name of a version's content."""
    return sha256(canonical(brand).encode()).hexdigest()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers must not see two documents: a key stands once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _check_format(document: Mapping[str, Any]) -> Iterator[str]:
    if document.get("format", FORMAT) != FORMAT or document.get("format") is True:
        yield f"format is {FORMAT}"


def _check_sections(document: Mapping[str, Any]) -> Iterator[str]:
    checks = {"links": (LINKS, _check_link), "logos": (LOGOS, _check_logo)}
    checks["wording"] = (dict.fromkeys(WORDING, ""), _check_words)
    for section, (known, check) in checks.items():
        given = document.get(section, {})
        if not isinstance(given, Mapping):
            yield f"{section} is an object"
            continue
        for key, value in given.items():
            if key in known:
                yield from check(f"{section}.{key}", value)
            else:
                yield f"unknown token {section}.{key}"


def _check_link(place: str, value: object) -> Iterator[str]:
    """Only https, no name or password in it, and nothing that an address may not hold."""
    if value == "":
        return
    if not isinstance(value, str) or not _is_link(value):
        yield f"{place} is an https:// address of at most {LINK_LENGTH_MAX} characters"


def _is_link(value: str) -> bool:
    if len(value) > LINK_LENGTH_MAX or not LINK_CHARACTERS.match(value):
        return False
    if set(value) & set("\"'<>\\^`{|}"):
        return False
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    is_host = bool(HOST.match(parts.netloc.removesuffix(":443")))
    return parts.scheme == "https" and is_host and port in (None, 443)


def _check_logo(place: str, value: object) -> Iterator[str]:
    if not isinstance(value, Mapping) or set(value) != set(LOGO_KEYS):
        yield f"{place} has {', '.join(LOGO_KEYS)}"
        return
    if value["form"] not in LOGO_FORMS:
        yield f"{place}.form is one of {', '.join(LOGO_FORMS)}"
    for side in ("width", "height"):
        if type(value[side]) is not int or not 0 < value[side] <= LOGO_SIDE_MAX:
            yield f"{place}.{side} is a whole number of at most {LOGO_SIDE_MAX}"
    if not isinstance(value["asset"], str) or not DIGEST.match(value["asset"]):
        yield f"{place}.asset is the sha256 of a picture"
    alt = value["alt"]
    if not isinstance(alt, str) or not 0 < len(alt.strip()) <= ALT_LENGTH_MAX or _is_odd(alt):
        yield f"{place}.alt has 1 to {ALT_LENGTH_MAX} characters"


def _check_words(place: str, value: object) -> Iterator[str]:
    if value == "":
        return
    if not isinstance(value, str):
        yield f"{place} is text"
        return
    yield from (f"{place} {fault}" for fault in faults_of(place.removeprefix("wording."), value))


def _is_odd(text: str) -> bool:
    return not text.isprintable()
