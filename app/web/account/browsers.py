"""A browser in plain words, from what it says of itself; never more than a guess."""

import re

from app.kernel.languages import gettext as _
from app.kernel.languages import marked

NAMES = (
    ("Edge", re.compile(r"\bEdgA?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Chrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
SYSTEMS = (
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("Mac", re.compile(r"\bMacintosh\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)
UNKNOWN = marked("A browser we do not know")


def browser_words(said: str) -> str:
    """`Firefox on Windows`, `Chrome`, or that we cannot tell."""
    name = next((name for name, sign in NAMES if sign.search(said)), "")
    system = next((name for name, sign in SYSTEMS if sign.search(said)), "")
    if name and system:
        return f"{name} on {system}"
    return name or (_("A browser on %(system)s", system=system) if system else _(UNKNOWN))
