"""How text is looked for: word by word, without case or accents."""

import re
import unicodedata

WORD_LENGTH_MAX = 60

_APOSTROPHES = re.compile(r"['’ʼ`]")  # noqa: RUF001 -- people type each of them
_BETWEEN_WORDS = re.compile(r"[^\w]+|_+")
# Letters that are no letter and a mark together.
_SPELLED_OUT = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae"})


def folded(text: str) -> str:
    """A text as it is looked for: no case, no accents; `Ærø Núñez` is `aero nunez`."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELLED_OUT).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are looked for, each once: `O'Brien` is also `obrien`."""
    plain = folded(text)
    joined = _APOSTROPHES.sub("", plain)
    found = [*_BETWEEN_WORDS.split(joined), *_BETWEEN_WORDS.split(plain)]
    return tuple(dict.fromkeys(word[:WORD_LENGTH_MAX] for word in found if word))
