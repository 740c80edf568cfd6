"""Any text as printable ASCII, the only alphabet an ACH record has."""

import unicodedata

UNKNOWN = "?"
# What Unicode does not decompose by itself, and marks that have an ASCII neighbour.
NEIGHBOURS = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
    "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ŋ": "n", "Ŋ": "N",
    "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{SINGLE LOW-9 QUOTATION MARK}": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"', "«": '"', "»": '"',
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}": "'",
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}": "'",
    "\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-", "\N{FIGURE DASH}": "-",
    "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{HORIZONTAL BAR}": "-", "\N{MINUS SIGN}": "-",
    "\N{FRACTION SLASH}": "/", "\N{BULLET}": "*", "·": ".", "\N{MULTIPLICATION SIGN}": "x",
    "€": "EUR",
    "\t": " ", "\n": " ", "\r": " ",
}  # fmt: skip


def to_ascii(text: str) -> str:
    """The text in printable ASCII: accents fall away, the rest of the world becomes `?`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(letter) for letter in unicodedata.normalize("NFKC", text))


def _spelled(letter: str) -> str:
    if _is_plain(letter):
        return letter
    if letter in NEIGHBOURS:
        return NEIGHBOURS[letter]
    parts = unicodedata.normalize("NFKD", letter)
    plain = "".join(NEIGHBOURS.get(part, part) for part in parts if not unicodedata.combining(part))
    return plain if plain and all(map(_is_plain, plain)) else UNKNOWN


def _is_plain(letter: str) -> bool:
    return " " <= letter <= "~"
