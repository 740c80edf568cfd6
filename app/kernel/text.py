"""How sensitive text is shown: masked to its last digits; and how typed text is kept."""

import re

MASK = "•"
LAST_SHOWN = 4
# All controls but the line end, signs that turn the direction of what follows them, half pairs.
CONTROLS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
MANY_LINE_ENDS = re.compile(r"\n{3,}")


def masked(text: str, *, last: int = LAST_SHOWN) -> str:
    """`••••6789`: only the last few characters, and none at all of a short text."""
    if len(text) <= last:
        return MASK * last
    return MASK * last + text[-last:]


def tidied_lines(text: str) -> str:
    """Several lines as a person typed them: no control characters, no turned text, no NUL.

    Tabs become blanks; more than two line ends in a row become two.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = CONTROLS.sub("", lines).strip()
    return MANY_LINE_ENDS.sub("\n\n", kept)
