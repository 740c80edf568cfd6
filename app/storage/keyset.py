"""Pages by time: what lies before a moment, newest first, told apart by id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import InstrumentedAttribute

Moment = tuple[datetime, UUID]
PAGE_MOMENTS_MAX = 100


def earlier(
    at: InstrumentedAttribute[Any], its_id: InstrumentedAttribute[Any], before: Moment | None
) -> list[ColumnElement[bool]]:
    """The condition that a row lies before a moment; none for the first page."""
    return [tuple_(at, its_id) < tuple_(*before)] if before else []


def page_size(limit: int) -> int:
    return min(limit, PAGE_MOMENTS_MAX)
