"""Which language is being spoken, and the words in it; every string customers read goes through.

A message is its own key, in American English. What a door, a letter or a document speaks is set
around it with `speaking`; below that nobody passes a language on.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.core import Locale
from babel.messages.pofile import read_po

ENGLISH, SPANISH = "en-US", "es-US"
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", SPANISH: "Español"}
# Spoken in tests alone: what does not come back in these brackets went past the catalogue.
PSEUDO = "en-XA"
OPENING, CLOSING = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\u27e7"
WORDS = Path(__file__).parent / "words"

Catalogue = Mapping[str, str | tuple[str, ...]]

_spoken: ContextVar[str] = ContextVar("spoken_language", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Until the block ends, everything said is said in this language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: str) -> None:
    """From now on, in this thread of work: for a door, which sets it anew for each request."""
    _spoken.set(language)


def spoken() -> str:
    """The language being spoken, as an IETF tag: `en-US`."""
    return _spoken.get()


def locale() -> Locale:
    """The spoken language as Babel knows it, for days and amounts."""
    return _locale(spoken())


def chosen(wanted: str) -> str:
    """The language somebody asks for when it is one we speak, else an empty text."""
    return wanted if wanted in LANGUAGES else ""


def gettext(message: str, **values: Any) -> str:
    """The message in the spoken language, its `%(name)s` filled with the values."""
    said = _said(message, _catalogue(spoken()).get(message))
    return said % values if values else said


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The form that fits the number, which is `%(num)s` in it."""
    return plural_form(singular, plural, num) % {"num": num, **values}


def plural_form(singular: str, plural: str, num: int) -> str:
    """The form that fits the number, its values not yet filled in."""
    found = _catalogue(spoken()).get(singular)
    if isinstance(found, tuple):
        found = found[0] if num == 1 else found[-1]
    return _said(singular if num == 1 else plural, found)


def marked(message: str) -> str:
    """The message as it is, for the catalogue to find; whoever shows it calls `gettext`."""
    return message


def _said(message: str, found: str | tuple[str, ...] | None) -> str:
    if spoken() == PSEUDO and message.strip() and not message.startswith(OPENING):
        return f"{OPENING}{message}{CLOSING}"
    return found if isinstance(found, str) and found else message


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(ENGLISH if language == PSEUDO else language, sep="-")


@cache
def _catalogue(language: str) -> Catalogue:
    path = WORDS / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        found = read_po(file)
    return {_key(each.id): _translated(each.string) for each in found if each.id}


def _key(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _translated(said: str | Sequence[str] | None) -> str | tuple[str, ...]:
    return (said or "") if isinstance(said, str | None) else tuple(said)
