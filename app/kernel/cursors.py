"""Keyset cursors as opaque text; anything malformed is simply the first page."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

CURSOR_LENGTH_MAX = 400


def write_cursor(values: Sequence[Any] | None) -> str:
    """The text of a tuple of texts, numbers, days, moments and ids; empty for None."""
    if values is None:
        return ""
    parts = [[type(value).__name__, _text(value)] for value in values]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(text: str, *kinds: type) -> tuple[Any, ...] | None:
    """The tuple again, when every part has the kind asked for; else None."""
    if not text or len(text) > CURSOR_LENGTH_MAX:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded.encode()))
        return tuple(_value(kind, part) for kind, part in zip(kinds, parts, strict=True))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(kind: type, part: Any) -> Any:
    name, text = part
    if name not in (kind.__name__, kind.__mro__[1].__name__):
        raise ValueError(name)
    readers: dict[type, Callable[[str], Any]] = {
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        UUID: UUID,
        int: int,
    }
    return readers.get(kind, str)(text)
