"""How sensitive text is shown: masked to its last digits."""

MASK = "•"
LAST_SHOWN = 4


def masked(text: str, *, last: int = LAST_SHOWN) -> str:
    """`••••6789`: only the last few characters, and none at all of a short text."""
    if len(text) <= last:
        return MASK * last
    return MASK * last + text[-last:]
