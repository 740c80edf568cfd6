"""The closed list of words a brand may put in its own way; every other word is ours.

A brand's words may hold `{{name}}` and the like from the list of their place, filled in once; no
template is ever run. A place may be said once more for another language, as `apply.lead@es-US`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.languages import ENGLISH, LANGUAGES, spoken

TOKEN = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
BRACES = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Words:
    """One place in pages or letters: what the studio calls it, how long it may be, its tokens."""

    label: str
    length_max: int
    tokens: frozenset[str] = frozenset()
    usual: str = ""


OWN: dict[str, Words] = {
    "sign_in.lead": Words("Sign-in, below the title", 120, frozenset({"brand"})),
    "apply.lead": Words(
        "Application, below the title",
        160,
        frozenset({"brand"}),
        "It takes about five minutes, and most people have an answer at once.",
    ),
    "home.greeting": Words("Home, the greeting", 60, frozenset({"name"}), "Hello, {{name}}"),
    "send.lead": Words("Send money, below the title", 120, frozenset(), "Where should it go?"),
    "mail.greeting": Words("Letters, the greeting", 60, frozenset({"name"}), "Hello {{name}},"),
    "mail.closing": Words(
        "Letters, the last line", 160, frozenset({"brand", "name", "support_email"})
    ),
}
WORDING: dict[str, Words] = {
    f"{place}@{language}" if language != ENGLISH else place: Words(
        words.label if language == ENGLISH else f"{words.label} ({LANGUAGES[language]})",
        words.length_max,
        words.tokens,
        words.usual if language == ENGLISH else "",
    )
    for place, words in OWN.items()
    for language in LANGUAGES
}


def faults_of(place: str, text: str) -> list[str]:
    """What is wrong with a brand's words in a place, in words; nothing when they may stay."""
    words = WORDING[place]
    faults = []
    if len(text) > words.length_max or not text.isprintable():
        faults.append(f"has at most {words.length_max} characters, on one line")
    unknown = sorted(set(TOKEN.findall(text)) - words.tokens)
    if unknown or BRACES.search(TOKEN.sub("", text)):
        allowed = ", ".join(f"{{{{{token}}}}}" for token in sorted(words.tokens)) or "no token"
        faults.append(f"may hold {allowed} and no other braces")
    return faults


def own_words(wording: Mapping[str, str], place: str, **values: str) -> str:
    """The brand's own words in the spoken language, filled; empty where it has none."""
    language = spoken()
    asked = place if language == ENGLISH else f"{place}@{language}"
    return TOKEN.sub(lambda found: values.get(found[1], ""), wording.get(asked, "")).strip()
