"""The installation's keys change: every partner's data keys are wrapped anew."""

from collections.abc import Iterator

from app.banking.customers.actions.index_tax_ids import index_tax_ids
from app.banking.partners.actions.rewrap_keys import rewrap_keys
from app.config import Config
from app.kernel.actor import OPERATOR
from app.storage import crypto
from app.storage.clock import business_now
from app.storage.session import clock_reading, connect, partner_work
from tenants.resolve import partner_of, partner_refs


def rewrap_all(config: Config) -> Iterator[tuple[str, int, int]]:
    """Partner, keys wrapped anew, customers indexed anew; each in a transaction of its own."""
    connect(config)
    crypto.use_keys(config)
    with clock_reading() as db:
        ids = [ref.id for ref in partner_refs(db)]
    for partner_id in ids:
        with partner_work(partner_id) as db:
            now = business_now(db)
            indexed = index_tax_ids(db, actor=OPERATOR, now=now)
            changed = rewrap_keys(db, actor=OPERATOR, now=now)
            yield partner_of(db, partner_id).slug, changed, indexed
