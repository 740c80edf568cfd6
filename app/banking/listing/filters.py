"""The ways to narrow a list, by kind: each is called as its key unless a label says otherwise."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from app.banking.listing.spec import Filter, in_words


def search(label: str, *on: Any, ends: tuple[Any, ...] = (), hint: str = "") -> Filter:
    """The box of a list: words that begin one of the texts, or the end of a number."""
    return Filter("q", label, "text", on, ends=ends, hint=hint)


def choice(key: str, on: Any, words: Mapping[str, str], label: str = "") -> Filter:
    """Some of the values of a column, each with what it is called."""
    return Filter(key, label or in_words(key), "choice", (on,), tuple(words.items()))


def amount(key: str, minor: Any, currency: Any, label: str = "") -> Filter:
    return Filter(key, label or in_words(key), "amount", (minor, currency))


def days(key: str, on: Any, label: str = "") -> Filter:
    return Filter(key, label or in_words(key), "days", (on,))


def moments(key: str, on: Any, label: str = "") -> Filter:
    """Days of a moment, as the bank counts them; of an id, when what it names was made."""
    return Filter(key, label or in_words(key), "moments", (on,))


def of(kind: str, on: Any, named: Callable[[Any], str] | str, *, key: str = "") -> Filter:
    """What is of one thing: an address names it, and its first line says what it is called."""
    name = key or kind
    told = attrgetter(named) if isinstance(named, str) else named
    return Filter(name, in_words(name), "object", (on,), of=kind, named=told)


def thing(key: str, *on: Any, label: str = "") -> Filter:
    """What has to do with one thing, by its id in any spelling."""
    return Filter(key, label or in_words(key), "thing", on)
