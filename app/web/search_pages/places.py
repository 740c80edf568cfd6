"""Pages that search also leads to: the navigation, settings, and where staff begin something."""

from dataclasses import dataclass

from flask import current_app, url_for
from rapidfuzz.distance import OSA

from app.kernel.languages import gettext, marked
from app.kernel.words import words_of
from app.web.door import HALF_SIGNED_IN, SIGNED_IN, work
from app.web.help.pages import topics_of
from app.web.navigation import ITEMS

PLACES_MAX, HELP_MAX = 6, 2
TYPO_FROM = 5  # a word this long may have one letter wrong


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and other words that people look for it by."""

    label: str
    endpoint: str
    mark: str
    words: str = ""
    is_action: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A place somebody may go to."""

    label: str
    href: str
    mark: str
    is_action: bool


OWN = (
    Place(marked("Security"), "account.security", "shield", marked("sign-in settings account")),
    Place(marked("Passkeys"), "account.passkeys", "key", marked("fingerprint face security key")),
    Place(marked("Devices signed in"), "account.sessions", "phone", marked("browsers sign out")),
    Place(
        marked("Change password"),
        "account.password",
        "lock",
        marked("new password security"),
        is_action=True,
    ),
    Place(
        marked("Recovery codes"),
        "account.recovery_codes",
        "key",
        marked("lost phone second factor"),
    ),
)


def navigated(surface: str) -> tuple[Place, ...]:
    """The places of a surface's navigation."""
    return tuple(Place(each.label, each.endpoint, each.icon) for each in ITEMS[surface])


def places_for(places: tuple[Place, ...], text: str) -> list[Way]:
    """The places whose name or words have every word that was typed, names first; then help."""
    wanted = words_of(text)
    if not wanted:
        return []
    ranked = [(rank, place) for place in places if (rank := _rank(place, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    found = [
        Way(gettext(place.label), url_for(place.endpoint), place.mark, place.is_action)
        for _rank, place in ranked
        if _may_go(place.endpoint)
    ]
    return [*found[:PLACES_MAX], *_help_on(wanted)[:HELP_MAX]]


def _help_on(wanted: tuple[str, ...]) -> list[Way]:
    """What explains it, for everybody."""
    surface = current_app.name.rpartition(".")[2]
    return [
        Way(
            gettext("Help: %(title)s", title=gettext(topic.title)),
            url_for("help.show", topic=name),
            "help",
            is_action=False,
        )
        for name, topic in topics_of(surface).items()
        if _has_all(words_of(gettext(topic.title)), wanted)
    ]


def _has_all(known: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return all(any(word.startswith(each) for word in known) for each in wanted)


def _rank(place: Place, wanted: tuple[str, ...]) -> int | None:
    name = words_of(gettext(place.label))
    known = (*name, *words_of(gettext(place.words)))
    if _has_all(name, wanted):
        return 0
    if _has_all(known, wanted):
        return 1
    return 2 if all(any(_is_nearly(word, each) for word in known) for each in wanted) else None


def _is_nearly(word: str, typed: str) -> bool:
    """The beginning of a word, or all of it with one letter wrong, missing or swapped."""
    if word.startswith(typed):
        return True
    return len(typed) >= TYPO_FROM and OSA.distance(word, typed, score_cutoff=1) <= 1


def _may_go(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    permission = getattr(view, "permission", "")
    if permission in (SIGNED_IN, HALF_SIGNED_IN):
        return work.support is None
    return view is not None and work.may(permission)
