"""The demo's own kind of work: a month of history, and then the next."""

from datetime import date

import structlog

from app.demo.brands import BANKS, BRANDS
from app.demo.history import add_month
from app.demo.opening import OpenedBank
from app.demo.script import months_from
from app.demo.seeding import HISTORY, Opened, publish_month, stage_of
from app.demo.stage import BankStage
from app.kernel.ids import PartnerId
from app.storage.session import partner_work
from app.workers.closing import every_bank
from app.workers.installed import installed
from app.workers.registry import Job, handler
from tenants.resolve import Partner, partner_of

log = structlog.get_logger()


@handler(HISTORY, queue="reports", house=True)
def add_history(job: Job) -> None:
    """Add one month to the bank, tell how far it has come, and ask for the next month."""
    today = date.fromisoformat(job.payload["today"])
    month = date.fromisoformat(job.payload["month_on"])
    stage = stage_of(installed(), _opened(job), today=today)
    add_month(stage, month, now=job.now)
    months = _months(stage)
    done = months.index(month) + 1
    log.info("demo.history", bank=stage.slug, month=f"{month:%Y-%m}", done=done, total=len(months))
    if done < len(months):
        publish_month(job.db, months[done], today=today, now=job.now)


def _months(stage: BankStage) -> list[date]:
    script = stage.brands[0].script
    return list(months_from(script.starts_on, script.recent_from))


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
