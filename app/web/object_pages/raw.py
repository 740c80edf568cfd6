"""The frozen view behind a page as JSON: ids as people spell them, what is sensitive masked."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from app.kernel.ids import PREFIXES, shown
from app.kernel.money import Money
from app.kernel.text import masked

DEPTH_MAX = 6
# Names of values that are shown by their last characters at most, wherever they stand.
SENSITIVE = ("account_number", "counterparty_account", "tax_id", "born", "birth")
# What a view may carry for its page to decide by, and nobody reads here.
LEFT_OUT = ("password", "secret", "token", "session", "maker_person", "idempotency")


def raw_record(view: Any, kind: str) -> str:
    """Pretty JSON of one view; `kind` is what its own `id` names, a key of PREFIXES."""
    return json.dumps(_plain(view, kind, 0), indent=2, ensure_ascii=False)


def _plain(value: Any, name: str, depth: int) -> Any:
    if depth > DEPTH_MAX:
        return "…"
    if isinstance(value, Money):
        return {"amount_minor": value.minor, "currency": value.currency}
    if is_dataclass(value) and not isinstance(value, type):
        found = {each.name: getattr(value, each.name) for each in fields(value)}
        return _mapping(found, name, depth)
    if isinstance(value, Mapping):
        return _mapping(value, name, depth)
    if isinstance(value, list | tuple | set | frozenset):
        each_name = name.removesuffix("s")
        return [_plain(each, each_name, depth + 1) for each in value]
    return _scalar(value, name)


def _mapping(values: Mapping[Any, Any], kind: str, depth: int) -> dict[str, Any]:
    return {
        str(name): _plain(each, kind if name == "id" else str(name), depth + 1)
        for name, each in values.items()
        if not any(word in str(name) for word in LEFT_OUT)
    }


def _scalar(value: Any, name: str) -> Any:
    if isinstance(value, UUID):
        kind = name.removesuffix("_id")
        return shown(kind, value) if kind in PREFIXES else str(value)
    if isinstance(value, str) and any(word in name for word in SENSITIVE) and "type" not in name:
        return value if "•" in value else masked(value) if value else ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, str | int | bool) else str(value)
