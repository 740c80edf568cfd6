"""The demo's own kind of work: a step of its history, and then the next."""

from datetime import date

import structlog

from app.demo.bookkeeping import lock_old_months
from app.demo.brands import BANKS, BRANDS
from app.demo.history import steps_of, take_step
from app.demo.opening import OpenedBank
from app.demo.seeding import HISTORY, Opened, publish_step, stage_of
from app.kernel.ids import PartnerId
from app.storage.session import partner_work
from app.workers.closing import every_bank
from app.workers.installed import installed
from app.workers.registry import Job, handler
from tenants.resolve import Partner, partner_of

log = structlog.get_logger()


@handler(HISTORY, queue="reports", house=True)
def add_history(job: Job) -> None:
    """Take one step of the bank's history, tell how far it has come, and ask for the next."""
    today = date.fromisoformat(job.payload["today"])
    stage = stage_of(installed(), _opened(job), today=today)
    steps = steps_of(stage)
    done = int(job.payload["step"])
    take_step(stage, steps[done])
    log.info("demo.history", bank=stage.slug, of=steps[done].key, done=done + 1, total=len(steps))
    if done + 1 < len(steps):
        publish_step(job.db, done + 1, today=today, now=job.now)
    else:
        lock_old_months(stage, now=job.now)


def _opened(job: Job) -> Opened:
    """The bank of the demo whose house was asked, found again by its name."""
    books = next(bank for bank in every_bank() if bank.house_id == job.partner_id)
    partners = {partner.slug: partner for partner in map(_partner, books.brands)}
    slug = _partner(job.partner_id).bank.slug
    plan = next(bank for bank in BANKS if bank.slug == slug)
    ids = tuple(partners[brand.slug].id for brand in BRANDS if brand.bank == slug)
    return OpenedBank(plan, books.bank_id, books.house_id), ids


def _partner(partner_id: PartnerId) -> Partner:
    with partner_work(partner_id) as db:
        return partner_of(db, partner_id)
