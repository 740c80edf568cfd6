"""Making the demo world: recent days at once, older months left to a worker."""

import logging
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from multiprocessing import get_context

from sqlalchemy.orm import Session

from app.banking.events.actions.publish import publish
from app.config import Config
from app.demo import moments
from app.demo.brands import BANKS, BRANDS, BankPlan
from app.demo.days import months_before
from app.demo.letters import leave_letters
from app.demo.lists import keep_views
from app.demo.looks import leave_looks
from app.demo.moments import at
from app.demo.opening import OpenedBank, open_bank, open_brand
from app.demo.people import RECENT_DAYS
from app.demo.play import play
from app.demo.script import WHOLE, Extent, write_script
from app.demo.stage import BankStage, BrandStage
from app.demo.teams import leave_traces, let_examiners_in
from app.kernel.errors import Refused
from app.kernel.ids import PartnerId
from app.rails.calendars import eastern_day, next_banking_day
from app.storage import crypto
from app.storage.clock import business_now, wall_now
from app.storage.session import clock_reading, connect, partner_work
from app.workers.closing import BankBooks
from app.workers.installed import install
from app.workers.logs import configure_logs
from app.workers.vetting import use_vetting
from tenants.resolve import partner_refs

HISTORY = "demo.history"


def seed(config: Config) -> None:
    """The world as of now, each bank in a process of its own; a worker adds older months.

    Raises Refused where there are banks already: their names are taken.
    """
    connect(config)
    with clock_reading() as db:
        now = business_now(db)
        if partner_refs(db):
            raise Refused("world_exists", "There are banks here already; a demo needs none.")
    with ProcessPoolExecutor(len(BANKS), mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(make_bank, config, plan, now) for plan in BANKS]:
            done.result()


def make_bank(config: Config, plan: BankPlan, now: datetime) -> None:
    """One bank from its opening to this day."""
    configure_logs(logging.WARNING)
    prepare(config)
    today = eastern_day(now)
    opened = open_world(config, plan, today=today)
    stage = stage_of(config, opened, today=today)
    play(stage, now=now, told=say)
    leave_letters(stage, now=now)
    leave_looks(stage, now=now)
    fill_teams(opened, now=now, wall=wall_now())
    with partner_work(opened[0].house_id) as db:
        publish_step(db, 0, today=today, now=now)


def fill_teams(opened: "Opened", *, now: datetime, wall: datetime) -> None:
    """Examiners of the bank, and what a brand's team shows besides those who work there."""
    bank, partner_ids = opened
    let_examiners_in(bank.plan, bank.house_id, now=now, wall=wall)
    plans = [brand for brand in BRANDS if brand.bank == bank.plan.slug]
    for partner_id, plan in zip(partner_ids, plans, strict=True):
        leave_traces(plan, partner_id, now=now, wall=wall)
        keep_views(partner_id, now=now)


def prepare(config: Config) -> None:
    """What every process of the demo needs before it acts."""
    connect(config)
    crypto.use_keys(config)
    install(config)
    use_vetting(config)


Opened = tuple[OpenedBank, tuple[PartnerId, ...]]


def open_world(config: Config, plan: BankPlan, *, today: date, extent: Extent = WHOLE) -> Opened:
    """A bank and its brands as they were half a year ago."""
    began_at = at(months_before(today, extent.months), moments.FEES) - timedelta(days=1)
    books_from = next_banking_day(today - timedelta(days=RECENT_DAYS), 0)
    bank = open_bank(config, plan, now=began_at, books_from=books_from)
    brands = [brand for brand in BRANDS if brand.bank == plan.slug]
    return bank, tuple(open_brand(bank, brand, now=began_at) for brand in brands)


def stage_of(config: Config, opened: Opened, *, today: date, extent: Extent = WHOLE) -> BankStage:
    """A bank ready to play: its brands with their scripts."""
    bank, ids = opened
    plans = [brand for brand in BRANDS if brand.bank == bank.plan.slug]
    brands = [
        BrandStage(partner_id, write_script(plan, today=today, extent=extent))
        for partner_id, plan in zip(ids, plans, strict=True)
    ]
    books = BankBooks(bank.bank_id, bank.house_id, ids)
    return BankStage(config, bank.plan.slug, books, brands)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 -- `guildhall seed` speaks on the terminal


def publish_step(db: Session, step: int, *, today: date, now: datetime) -> None:
    """Ask for one step of history; `today` is the day the world was made for."""
    publish(db, HISTORY, key=str(step), now=now, step=str(step), today=today.isoformat())
