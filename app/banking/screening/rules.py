"""How alike two names are, whatever their script, accents, order or missing middle names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

MATCH_FROM = 0.95
REVIEW_FROM = 0.85
HITS_MAX = 10
TOKENS_MAX = 12
TOKEN_LENGTH_MAX = 40
TOKEN_ALIKE_FROM = 0.85
EXTRA_NAME_COSTS = 0.02
EXTRA_NAMES_COUNTED = 3

PARTICLES = frozenset(
    {"abu", "al", "ben", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn"}
    | {"la", "le", "mac", "mc", "o", "st", "ter", "ul", "van", "von"}
)

_WORD = re.compile(r"[^\W_]+")


class ScreeningOutcome(StrEnum):
    CLEAR = "clear"
    REVIEW = "review"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class ListedName:
    """One entry of a list, as the list prints it."""

    number: str
    name: str
    kind: str
    program: str
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that a name is like, and how much: 0 to 1."""

    entry: ListedName
    score: float


@dataclass(frozen=True, slots=True)
class SanctionsList:
    """A list ready to be asked; `sha256` is of the file it came from.

    A name has one spelling or two: `spellings[n]` belongs to `entries[owners[n]]`.
    """

    name: str
    sha256: str
    entries: tuple[ListedName, ...]
    owners: tuple[int, ...] = field(repr=False)
    spellings: tuple[tuple[str, ...], ...] = field(repr=False)
    places: Mapping[str, tuple[int, ...]] = field(repr=False)
    joined: tuple[str, ...] = field(repr=False)


def indexed(name: str, sha256: str, entries: Iterable[ListedName]) -> SanctionsList:
    """Prepare a list once, so that each question takes milliseconds."""
    kept = tuple(entries)
    owned = [(owner, words) for owner, each in enumerate(kept) for words in spellings(each.name)]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (_, words) in enumerate(owned):
        for word in set(words):
            places[word].append(place)
    return SanctionsList(
        name=name,
        sha256=sha256,
        entries=kept,
        owners=tuple(owner for owner, _ in owned),
        spellings=tuple(words for _, words in owned),
        places={word: tuple(where) for word, where in places.items()},
        joined=tuple("".join(words) for _, words in owned),
    )


def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name in order of the alphabet; a second time with particles joined on.

    "Al-Hazari" is written "Alhazari" as often as "Al Hazari".
    """
    words = _words(name)
    joined: list[str] = []
    particle = ""
    for word in words:
        if word in PARTICLES:
            particle += word
        else:
            joined.append(particle + word)
            particle = ""
    plain, glued = tuple(sorted(words)), tuple(sorted([*joined, particle] if particle else joined))
    return (plain,) if plain == glued else (plain, glued)


def hits_of(name: str, listed: SanctionsList) -> tuple[Hit, ...]:
    """Entries at or above the review score, the most alike first."""
    best: dict[int, float] = defaultdict(float)
    for asked in filter(None, spellings(name)):
        scores = _whole_alike(asked, listed)
        for place, alike in _token_alike(asked, listed).items():
            score = likeness(asked, listed.spellings[place], alike)
            scores[place] = max(scores.get(place, 0.0), score)
        for place, score in scores.items():
            owner = listed.owners[place]
            best[owner] = max(best[owner], round(score, 3))
    hits = [Hit(listed.entries[o], score) for o, score in best.items() if score >= REVIEW_FROM]
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.entry.number))[:HITS_MAX])


def outcome_of(hits: Sequence[Hit]) -> ScreeningOutcome:
    """Match from 0.95, review from 0.85, clear below."""
    best = max((hit.score for hit in hits), default=0.0)
    if best >= MATCH_FROM:
        return ScreeningOutcome.MATCH
    return ScreeningOutcome.REVIEW if best >= REVIEW_FROM else ScreeningOutcome.CLEAR


def likeness(
    asked: Sequence[str], words: Sequence[str], alike: Mapping[tuple[str, str], float]
) -> float:
    """Pair the words of two names, the most alike first; names left over cost a little.

    A middle name that one side lacks hardly matters; one word in common never suffices.
    """
    fewer = min(len(asked), len(words))
    if fewer < 2:  # noqa: PLR2004 -- a single word is compared whole, elsewhere
        return 0.0
    pairs = sorted(
        (
            (alike.get((mine, theirs), 0.0), i, j)
            for i, mine in enumerate(asked)
            for j, theirs in enumerate(words)
        ),
        reverse=True,
    )
    used_mine: set[int] = set()
    used_theirs: set[int] = set()
    total = weight = 0.0
    for score, i, j in pairs:
        if i not in used_mine and j not in used_theirs:
            used_mine.add(i)
            used_theirs.add(j)
            length = min(len(asked[i]), len(words[j]))
            total, weight = total + score * length, weight + length
    extra = max(len(asked), len(words)) - fewer
    return total / weight - EXTRA_NAME_COSTS * min(extra, EXTRA_NAMES_COUNTED)


def _token_alike(
    asked: Sequence[str], listed: SanctionsList
) -> dict[int, dict[tuple[str, str], float]]:
    """For each entry worth comparing: how alike its words are to ours."""
    known = tuple(listed.places)
    found: dict[int, dict[tuple[str, str], float]] = defaultdict(dict)
    for mine in set(asked):
        for theirs, score, _ in process.extract(
            mine, known, scorer=JaroWinkler.similarity, score_cutoff=TOKEN_ALIKE_FROM, limit=None
        ):
            for place in listed.places[theirs]:
                found[place][mine, theirs] = score
    return {place: alike for place, alike in found.items() if len(alike) > 1}


def _whole_alike(asked: Sequence[str], listed: SanctionsList) -> dict[int, float]:
    """Entries whose letters run alike, however they are cut into words."""
    found = process.extract(
        "".join(asked),
        listed.joined,
        scorer=fuzz.ratio,
        score_cutoff=REVIEW_FROM * 100,
        limit=HITS_MAX,
    )
    return {place: score / 100 for _, score, place in found}


def _words(name: str) -> list[str]:
    """The words of a name without accents, case or punctuation (NFKD, casefold)."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word[:TOKEN_LENGTH_MAX] for word in _WORD.findall(bare)[:TOKENS_MAX]]
