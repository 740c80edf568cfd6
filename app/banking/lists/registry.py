"""Every list that can be kept as a view or made into a file, by its name."""

from app.banking.listing.spec import TableSpec
from app.banking.payments.listing import PAYMENTS
from app.kernel.errors import NotFound

LISTS: dict[str, TableSpec] = {spec.name: spec for spec in (PAYMENTS,)}


def list_named(name: str) -> TableSpec:
    """Raises NotFound."""
    if name not in LISTS:
        raise NotFound("list")
    return LISTS[name]
