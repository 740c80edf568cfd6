"""The versions of a brand as a list: the same on its own console and at its bank."""

from collections.abc import Callable
from typing import Any

from app.banking.brands.listing import VERSIONS
from app.web.tables.pages import Empty, TablePage

EMPTY = "No versions yet"


def versions_list(endpoint: str, href: Callable[[Any], str], empty: Empty, **own: Any) -> TablePage:
    """`own` is what a surface adds: whose versions they are, and where it hangs."""
    return TablePage(
        VERSIONS,
        endpoint,
        href=href,
        empty=empty,
        template="brand_pages/versions.html",
        parts={"color": "brand_pages/_colors.html"},
        presets=(
            ("Under way", "status=in_review%2Capproved%2Cscheduled"),
            ("Customers have seen", "status=published%2Csuperseded%2Crolled_back"),
        ),
        **own,
    )
