"""The roots of a closed day: all is sealed, the last block noted, the bank told in a file."""

import json
from collections.abc import Iterable
from datetime import date, datetime

import structlog

from app.banking.ledger.actions.root_day import root_day
from app.banking.ledger.proof.keys import keys_from
from app.banking.ledger.seals import root_of_day, told_root
from app.banking.trail.actions.root_trail import root_trail
from app.banking.trail.seals import trail_root_of_day
from app.config import Config
from app.kernel.actor import SCHEDULE
from app.kernel.errors import Conflict
from app.kernel.ids import PartnerId
from app.sandbox.adapters import bank_adapter
from app.storage.session import partner_work
from app.workers.sealer import seal_partner, seal_records
from tenants.resolve import partner_of

log = structlog.get_logger()


def root_days(
    config: Config, partners: Iterable[PartnerId], days: Iterable[date], *, now: datetime
) -> None:
    """Seal every partner of a bank, write each day's root down once, and hand the roots over.

    Safe to repeat: a day that has a root keeps it, and a file that was handed over stays.
    """
    keys, days = keys_from(config.seal_keys), list(days)
    partners = list(partners)
    for partner_id in partners:
        seal_partner(partner_id, keys)
        seal_records(partner_id, keys)
        with partner_work(partner_id) as db:
            for day in days:
                if root_of_day(db, day) is None:  # what was handed over is never added to
                    root_trail(db, day=day, now=now)
                root_day(db, day=day, actor=SCHEDULE, now=now)
    for day in days:
        _hand_over(config, partners, day)


def _hand_over(config: Config, partners: list[PartnerId], day: date) -> None:
    """One file a bank and day; another one already there contradicts us: it is left, and told."""
    told, slug = [], ""
    for partner_id in partners:
        with partner_work(partner_id) as db:
            partner = partner_of(db, partner_id)
            root, of_trail = root_of_day(db, day), trail_root_of_day(db, day)
        slug = partner.bank.slug
        if root is not None:
            trail = of_trail.told() if of_trail else {}
            told.append({"slug": partner.slug, **told_root(root, partner_id), **trail})
    if not told:
        return
    content = json.dumps(sorted(told, key=lambda each: each["slug"]), indent=1).encode()
    try:
        bank_adapter(config).take_roots(slug, day, content)
    except Conflict:
        log.error("roots.contradicted", bank=slug, day=day.isoformat())  # noqa: TRY400 -- no bug
