"""Reads themes: presets from TOML, published versions from their JSON document."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from themes.contrast import unreadable
from themes.tokens import Theme, ThemeRefused, check_tokens

FOLDER = Path(__file__).parent
DEFAULT = "guildhall"
PRESETS = ("guildhall", "harbor", "juniper", "tally", "cedar", "granite")

# Where each token of a document lives, and its default when it may be left out.
PLACES: dict[str, tuple[str, str | None]] = {
    "name": ("name", None),
    "monogram": ("monogram", None),
    "brand": ("color.brand", None),
    "accent": ("color.accent", ""),
    "tone": ("color.tone", "cool"),
    "frame": ("color.frame", "quiet"),
    "radius": ("shape.radius", "6px"),
    "mark": ("shape.mark", "square"),
    "text_font": ("type.text", "inter"),
    "display_font": ("type.display", ""),
    "density": ("shape.density", "comfortable"),
}
NEEDED = {place for place, default in PLACES.values() if default is None}
# Not a brand's to choose: what must mean the same everywhere, and what the law asks for.
LOCKED = {
    "color.success": "success is the same green for everybody",
    "color.warning": "warning is the same amber for everybody",
    "color.danger": "danger is the same red for everybody",
    "color.info": "information is the same blue for everybody",
    "legal": "the bank's own sentence is the bank's",
}


@cache
def preset(name: str) -> Theme:
    """One of `PRESETS`, read once; KeyError for any other name."""
    if name not in PRESETS:
        raise KeyError(name)
    return read_theme((FOLDER / name / "theme.toml").read_text(encoding="utf-8"))


def read_theme(toml_text: str) -> Theme:
    """A theme from TOML; raises ThemeRefused naming every fault."""
    try:
        return theme_of(tomllib.loads(toml_text))
    except tomllib.TOMLDecodeError as error:
        raise ThemeRefused((f"not TOML: {error}",)) from error


def theme_of(document: Mapping[str, Any]) -> Theme:
    """A theme from a document of nested tables; unknown keys and poor contrast are refused."""
    theme = tokens_of(document)
    if pairs := unreadable(theme):
        raise ThemeRefused(tuple(str(pair) for pair in pairs))
    return theme


def tokens_of(document: Mapping[str, Any]) -> Theme:
    """The same without a look at contrast: what somebody is still working on."""
    given = _flat(document)
    faults = _check_keys(given)
    known = {place: given[place] for place, _ in PLACES.values() if place in given}
    told = {place: value for place, value in known.items() if isinstance(value, str)}
    if told.keys() >= NEEDED:
        theme = _theme(told)
        faults = (*faults, *check_tokens(theme))
        if not faults:
            return theme
    raise ThemeRefused(faults)


def document_of(theme: Theme) -> dict[str, Any]:
    """The nested document that `theme_of` reads back to the same theme."""
    document: dict[str, Any] = {}
    for token, (place, _) in PLACES.items():
        table, dot, key = place.rpartition(".")
        target = document.setdefault(table, {}) if dot else document
        target[key] = getattr(theme, token)
    return document


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in document.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{inner}": each for inner, each in value.items()}
        else:
            flat[key] = value
    return flat


def _check_keys(given: Mapping[str, Any]) -> tuple[str, ...]:
    known = {place for place, _ in PLACES.values()}
    return (
        *(_unknown(key) for key in sorted(given.keys() - known)),
        *(f"missing token {key}" for key in sorted(NEEDED - given.keys())),
        *(f"{key} is text" for key in sorted(given) if not isinstance(given[key], str)),
    )


def _unknown(key: str) -> str:
    """Every part of what is locked is named for what it is."""
    parts = key.split(".")
    whole = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
    locked = next((LOCKED[each] for each in whole if each in LOCKED), "")
    return f"{key} is locked: {locked}" if locked else f"unknown token {key}"


def _theme(given: Mapping[str, str]) -> Theme:
    values: dict[str, Any] = {
        token: given.get(place, default) for token, (place, default) in PLACES.items()
    }
    values["brand"] = values["brand"].lower()
    values["accent"] = values["accent"].lower() or values["brand"]
    values["display_font"] = values["display_font"] or values["text_font"]
    return Theme(**values)
