"""Passwords that guessers try first: our own list of words, and what people make of them.

NIST SP 800-63B-4 asks for a list of common, expected and compromised passwords; it asks for no
rules about kinds of signs, and there are none here. The words are written down by us from what
published studies of leaked passwords agree on; what people add to a word (a year, `123`, `!`) is
added here, so that the list is short to read and long to guess through.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

DECORATION_MAX = 5  # `2026!` before or after a word adds nothing a guesser does not try
RUN_MIN = 3
FEW_SIGNS = 3
REMAINDER_MIN = 5
CONTEXT_WORD_MIN = 3

WORDS = frozenset((Path(__file__).parent / "common_words.txt").read_text("utf-8").split())
ADDED = ("", "1", "12", "123", "1234", "12345", "!", "1!", "123!", "2024", "2025", "2026")
ROWS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "1234567890"),
    *("abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn"),
    *("q1w2e3r4t5y6u7i8o9p0", "a1b2c3d4e5f6g7h8i9"),
)
LOOK_ALIKES = str.maketrans("@48310$57!", "aabeiossti")
LETTERS = re.compile(r"[^a-z]+")


def is_common(password: str) -> bool:
    """Whether a guesser would come to it early; `password` is normalised and in lower case."""
    core = _core(password)
    return (
        password in listed()
        or len(set(password)) <= FEW_SIGNS
        or _is_repeated(password)
        or _is_runs(password)
        or _is_words(core)
        or _is_words(core.translate(LOOK_ALIKES))
    )


def is_about(password: str, words: tuple[str, ...]) -> bool:
    """Whether it is little more than the words: a brand, an address, a name."""
    left = password
    parts = {part for word in words for part in re.split(r"[\W_]+", word.casefold())}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= CONTEXT_WORD_MIN:
            left = left.replace(part, "")
    return left != password and len(re.sub(r"[\W_\d]+", "", left)) < REMAINDER_MIN


@cache
def listed() -> frozenset[str]:
    """Every word with everything people add to it, and every word twice."""
    return frozenset(entry for word in WORDS for entry in _made_of(word))


def _made_of(word: str) -> Iterator[str]:
    for added in ADDED:
        yield word + added
        yield word + word + added
    for around in ADDED[1:6]:
        yield around + word
        yield around + word + around


def _core(password: str) -> str:
    """Without what stands before and after the letters, as far as that is only decoration."""
    found = re.fullmatch(r"([^a-z]*)(.*?)([^a-z]*)", password, re.DOTALL)
    if not found or len(found[1]) + len(found[3]) > DECORATION_MAX:
        return password
    return found[2]


def _is_words(text: str) -> bool:
    """Whether at most two of the words, with blanks or signs between, are all there is."""
    parts = [part for part in LETTERS.split(text) if part]
    if any(sign.isdigit() for sign in text) or len(parts) > 2:  # noqa: PLR2004 -- two words
        return False
    if len(parts) == 1:
        whole = parts[0]
        splits = ((whole[:at], whole[at:]) for at in range(1, len(whole)))
        return whole in WORDS or any(a in WORDS and b in WORDS for a, b in splits)
    return bool(parts) and all(part in WORDS for part in parts)


def _is_repeated(password: str) -> bool:
    """One short piece again and again."""
    return any(
        len(password) % length == 0 and password == password[:length] * (len(password) // length)
        for length in range(1, len(password) // RUN_MIN + 1)
    )


def _is_runs(password: str) -> bool:
    """Nothing but runs along a keyboard or the alphabet, either way."""
    rows = [row for each in ROWS for row in (each + each, (each + each)[::-1])]
    at = 0
    while at < len(password):
        rest = len(password) - at
        longest = next(
            (
                length
                for length in range(rest, RUN_MIN - 1, -1)
                if any(password[at : at + length] in row for row in rows)
            ),
            0,
        )
        if not longest:
            return False
        at += longest
    return True
