"""What changed between two versions of a brand, token by token, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from themes.choices import in_words
from themes.document import LINKS, LOGOS, BrandDocument, write_document
from themes.tokens import HEX_COLOUR
from themes.wording import WORDING

LABELS = {
    "name": "Name",
    "monogram": "Monogram",
    "color.brand": "Brand color",
    "color.accent": "Second color",
    "color.tone": "Greys",
    "color.frame": "Navigation",
    "shape.radius": "Corners",
    "shape.mark": "Mark's shape",
    "shape.density": "Density",
    "type.text": "Text font",
    "type.display": "Heading font",
    **{f"links.{key}": f"{label} link" for key, label in LINKS.items()},
    **{f"logos.{key}": label for key, label in LOGOS.items()},
    **{f"wording.{key}": words.label for key, words in WORDING.items()},
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One token that is not the same; empty where there is nothing."""

    place: str
    label: str
    before: str
    after: str

    @property
    def is_colour(self) -> bool:
        return bool(HEX_COLOUR.match(self.before) and HEX_COLOUR.match(self.after))


def differences(before: BrandDocument, after: BrandDocument) -> tuple[Difference, ...]:
    """Every token that changed, in the order in which people know them."""
    old, new = dict(_flat(write_document(before))), dict(_flat(write_document(after)))
    return tuple(
        Difference(place, label, *(in_words(place, each.get(place, "")) for each in (old, new)))
        for place, label in LABELS.items()
        if old.get(place, "") != new.get(place, "")
    )


def _flat(document: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        place = f"{prefix}{key}"
        if place.startswith("logos.") and isinstance(value, dict):
            yield place, f"{value['alt']} ({value['asset'][:8]})"
        elif isinstance(value, dict):
            yield from _flat(value, f"{place}.")
        else:
            yield place, str(value)
