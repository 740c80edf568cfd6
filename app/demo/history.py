"""Older months of the demo, in detail: a worker adds one month of one bank at a time.

The detail adds nothing in the end (see script.py), so what is told of the last thirty days stays
right while it comes. Each month ends with its statements and the close of its days. Everything
has a key of its own, so a month that broke off is simply done again.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from app.banking.events.leases import Lease, Only, due_work, take
from app.banking.payments.actions.receive_file import receive_file
from app.demo import moments
from app.demo.days import ONE_DAY, banking_days, months_from
from app.demo.files import payroll_file
from app.demo.moments import at
from app.demo.script import Credit, Send, Transfer
from app.demo.stage import BankStage
from app.kernel.actor import RAIL
from app.sandbox.adapters import Settlement
from app.sandbox.past import note_past, write_past_days
from app.storage.clock import wall_now
from app.storage.session import house_work
from app.workers.payments import send_window, settle_sent
from app.workers.run import do_leased

DISTRIBUTE = "file.distribute"
PARTS = ("detail", "end")
FIRST_SERIAL = 1  # files of the recent layer carry 0

Told = TypeVar("Told", Credit, Send, Transfer)


@dataclass
class PastRail:
    """The Fed of an older day: it takes a file, and has settled it by the evening."""

    stage: BankStage
    on: date
    taken: dict[str, str] = field(default_factory=dict)

    def send(self, bank_slug: str, name: str, content: bytes) -> None:
        note_past(self.stage.config.data_folder, bank_slug, content, "sent", self.on)
        self.taken[name] = hashlib.sha256(content).hexdigest()

    def settlement_of(self, bank_slug: str, name: str) -> Settlement | None:
        del bank_slug
        sha256 = self.taken.get(name)
        return Settlement(name, sha256, self.on) if sha256 else None

    def acknowledge(self, bank_slug: str, name: str) -> None:
        """There is no advice to put away: settlement_of() is all the word there is."""

    def hand_over(self, bank_slug: str, content: bytes, on: date) -> None:
        raise NotImplementedError("nobody brings a file by hand in the past")


@dataclass(frozen=True, slots=True)
class Step:
    """A piece small enough for one job: a month's detail, or what ends the month."""

    month: date
    part: str

    @property
    def key(self) -> str:
        return f"{self.month:%Y-%m} {self.part}"


def steps_of(stage: BankStage) -> list[Step]:
    """In this order: a statement is issued after all that it tells, and after the one before."""
    script = stage.brands[0].script
    months = months_from(script.starts_on, script.recent_from)
    return [Step(month, part) for month in months for part in PARTS]


def take_step(stage: BankStage, step: Step) -> None:
    until = min(_next_month(step.month), stage.brands[0].script.recent_from)
    if step.part == "detail":
        for offset in range((until - step.month).days):
            _add_day(stage, step.month + offset * ONE_DAY)
    else:
        _end_month(stage, step.month, until - ONE_DAY)


def _end_month(stage: BankStage, month: date, last: date) -> None:
    """Our books first, then the bank's word: whoever reads that finds something to compare."""
    days = banking_days(month, last)
    stage.close_days(days)
    write_past_days(stage.config.data_folder, stage.slug, days)
    if month in stage.brands[0].script.months():
        issued_at = at(_next_month(month), moments.FILE_MADE)
        for brand in stage.brands:
            brand.issue_statements(month, now=issued_at)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _add_day(stage: BankStage, day: date) -> None:
    _take_in_credits(stage, day)
    for brand in stage.brands:
        if transfers := _of_day(brand.script.transfers, day):
            brand.transfer(transfers)
    sent = 0
    for brand in stage.brands:
        if sends := _of_day(brand.script.sends, day):
            brand.send(sends)
            sent += len(sends)
    if sent:
        rail = PastRail(stage, day)
        house = (stage.books.house_id, stage.books.bank_id)
        send_window(*house, rail, now=at(day, moments.WINDOW))
        settle_sent(*house, rail, now=at(day, moments.FED_SETTLES))


def _of_day(told: list[Told], day: date) -> list[Told]:
    return [each for each in told if each.on == day and each.is_detail]


def _take_in_credits(stage: BankStage, day: date) -> None:
    incoming = {brand.partner_id: _of_day(brand.script.credits, day) for brand in stage.brands}
    if not any(incoming.values()):
        return
    content = payroll_file(stage.deposits(incoming), on=day, serial=FIRST_SERIAL)
    now = at(day, moments.FILE_COMES)
    note_past(stage.config.data_folder, stage.slug, content, "received", day)
    for lease in _receive(stage, content, f"fed-credits-{day:%Y%m%d}-b.ach", now=now):
        do_leased(stage.books.house_id, lease, now=now)


def _receive(stage: BankStage, content: bytes, name: str, *, now: datetime) -> list[Lease]:
    """Take the file in and lease its posting in one transaction: nobody else posts it today."""
    with house_work(stage.books.house_id, stage.books.bank_id) as db:
        receive_file(db, name=name, content=content, came_from="fed", actor=RAIL, now=now)
        only, wall = Only(kinds=(DISTRIBUTE,)), wall_now()
        due = due_work(db, now=now, wall=wall, limit=len(content), only=only)
        leases = [take(db, each.work_id, now=now, wall=wall) for each in due]
        return [lease for lease in leases if lease]
