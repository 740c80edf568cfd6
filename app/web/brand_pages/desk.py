"""What the brand pages show: a look with its preview, its contrast, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import request

from app.web.brand_pages.scenes import ELSEWHERE, SCENES
from app.web.brand_pages.serving import SCHEMES
from themes.colour import oklch
from themes.contrast import Pair, contrast_report
from themes.derive import palette, ramp
from themes.differences import Difference
from themes.document import BrandDocument
from themes.mending import Mended, mended

DEVICES = {"desktop": "Desktop", "phone": "Phone"}
PAGES = {name: scene.label for name, scene in SCENES.items() if name != ELSEWHERE}
PAGES |= {"mail": "Mail"}
CHARTS = 6


@dataclass(frozen=True, slots=True)
class Preview:
    """A frame: whose files below `at`, which page, how wide, in which scheme, on which address."""

    at: str
    path: str
    page: str
    device: str
    scheme: str

    @property
    def src(self) -> str:
        if self.page == "mail":
            return f"{self.at}/mail"
        return f"{self.at}/pages/{self.page}?scheme={self.scheme}"

    @property
    def title(self) -> str:
        return f"Preview: {PAGES[self.page]}"

    @property
    def query(self) -> str:
        return urlencode({"page": self.page, "device": self.device, "scheme": self.scheme})

    def href(self, **other: str) -> str:
        """The address of the same page with another choice."""
        return f"{self.path}?{replace(self, **other).query}"

    @property
    def choices(self) -> Sequence[tuple[str, str, Sequence[tuple[str, str, str, bool]]]]:
        """Page, width and scheme: words, value, address, whether it is the one shown."""
        groups = (
            ("Page", "page", PAGES),
            ("Width", "device", DEVICES),
            ("Scheme", "scheme", {"light": "Light", "dark": "Dark"}),
        )
        return [
            (
                label,
                token,
                [
                    (words, value, self.href(**{token: value}), getattr(self, token) == value)
                    for value, words in known.items()
                ],
            )
            for label, token, known in groups
        ]


def preview(at: str, path: str) -> Preview:
    """The frame that the request's address asks for; anything odd is the usual one."""

    def asked(name: str, known: Sequence[str]) -> str:
        given = request.args.get(name, "")
        return given if given in known else known[0]

    return Preview(
        at=at,
        path=path,
        page=asked("page", tuple(PAGES)),
        device=asked("device", tuple(DEVICES)),
        scheme=asked("scheme", SCHEMES),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair with its two colours as they are."""

    pair: Pair
    front: str
    ground: str


@dataclass(frozen=True, slots=True)
class Report:
    """Every pair of a look in both schemes, and how it could be mended."""

    pairs: tuple[Weighed, ...]
    mend: Mended | None

    @property
    def faults(self) -> tuple[Weighed, ...]:
        return tuple(each for each in self.pairs if not each.pair.is_readable)

    @property
    def rows(self) -> list[tuple[Weighed, Weighed]]:
        """Each pair in the light and in the dark scheme, those with least to spare first."""
        dark = {_name(each): each for each in self.pairs if each.pair.scheme == "dark"}
        both = [(each, dark[_name(each)]) for each in self.pairs if each.pair.scheme == "light"]
        return sorted(both, key=lambda row: min(_spare(each) for each in row))


def _name(each: Weighed) -> tuple[str, str]:
    return each.pair.foreground, each.pair.background


def _spare(each: Weighed) -> float:
    return each.pair.ratio / each.pair.needed


def report_of(brand: BrandDocument) -> Report:
    colours = palette(brand.theme)
    pairs = []
    for pair in contrast_report(brand.theme):
        known = colours.light if pair.scheme == "light" else colours.dark
        pairs.append(Weighed(pair, known[pair.foreground], known[pair.background]))
    is_fine = all(pair.pair.is_readable for pair in pairs)
    return Report(tuple(pairs), None if is_fine else mended(brand.theme))


def follows(brand: BrandDocument, scheme: str) -> list[tuple[str, list[str]]]:
    """What is derived: twelve steps of each colour, and the charts' series."""
    is_dark = scheme == "dark"
    colours = palette(brand.theme).dark if is_dark else palette(brand.theme).light
    theme = brand.theme
    return [
        ("Brand", list(ramp(oklch(theme.brand), dark=is_dark))),
        ("Second", list(ramp(oklch(theme.accent), dark=is_dark))),
        ("Charts", [colours[f"chart-{number}"] for number in range(1, CHARTS + 1)]),
    ]


def is_style_alone(changed: Sequence[Difference]) -> bool:
    """Whether a page that is open only needs another style sheet."""
    return all(each.place.startswith(("color.", "shape.", "type.")) for each in changed)
