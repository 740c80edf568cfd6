"""Outgoing ACH at its moments: a window's file is submitted, written, sent, and later settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from app.banking.payments.actions.build_file import build_file
from app.banking.payments.actions.note_sent import note_sent
from app.banking.payments.actions.note_settled import note_settled
from app.banking.payments.actions.reserve_file import reserve_file
from app.banking.payments.actions.settle import settle
from app.banking.payments.actions.submit_window import submit_window
from app.banking.payments.outgoing import (
    UNFINISHED,
    EntryOrder,
    OutgoingFile,
    files_in,
    orders_in,
    outgoing_file,
    owners_in,
)
from app.banking.payments.rules import closing_window
from app.kernel.actor import RAIL, SCHEDULE
from app.kernel.errors import Conflict
from app.kernel.failpoints import failpoint
from app.kernel.ids import BankId, FileId, PartnerId
from app.sandbox.adapters import RailAdapter, Settlement, rail_adapter
from app.storage.session import bank_reading, house_work
from app.workers.installed import installed
from app.workers.registry import Job, handler
from app.workers.run import house_bank
from tenants.resolve import Bank, partner_of, partners_of_bank

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Run:
    """One bank's run: its house partner, itself, the rail, and the moment in business time."""

    house_id: PartnerId
    bank: Bank
    rail: RailAdapter
    now: datetime


@handler("ach.window", house=True)
def send_due_window(job: Job) -> None:
    """A cut-off has passed. A window missed altogether is left; its payments take the next."""
    send_window(job.partner_id, house_bank(job.partner_id), rail_adapter(installed()), now=job.now)


@handler("ach.settlement", house=True)
def settle_advised_file(job: Job) -> None:
    """The Fed's advice has come in."""
    settle_sent(job.partner_id, house_bank(job.partner_id), rail_adapter(installed()), now=job.now)


def send_window(house_id: PartnerId, bank_id: BankId, rail: RailAdapter, *, now: datetime) -> None:
    """Finish what was interrupted, then send the window that is closing, if any.

    Run it from a cut-off to its deadline, as often as you like: each payment goes out once.
    Each step is a transaction of its own, so that dying between two of them loses nothing.
    """
    run = _run_of(house_id, bank_id, rail, now)
    with house_work(house_id, bank_id) as db:
        unfinished = files_in(db, *UNFINISHED)
    for file in unfinished:
        _carry(run, file.id)
    if closing := closing_window(now):
        with house_work(house_id, bank_id) as db:
            file_id = reserve_file(db, slug=run.bank.slug, window=closing, now=now)
        failpoint("window.reserved")
        _carry(run, file_id)


def settle_sent(house_id: PartnerId, bank_id: BankId, rail: RailAdapter, *, now: datetime) -> None:
    """Settle the payments of each file of the bank whose money the Fed has moved."""
    run = _run_of(house_id, bank_id, rail, now)
    with house_work(house_id, bank_id) as db:
        sent = files_in(db, "sent")
    for file in sent:
        if settlement := rail.settlement_of(run.bank.slug, file.name):
            _settle(run, file, settlement)


def _run_of(house_id: PartnerId, bank_id: BankId, rail: RailAdapter, now: datetime) -> Run:
    with house_work(house_id, bank_id) as db:
        return Run(house_id, partner_of(db, house_id).bank, rail, now)


def _carry(run: Run, file_id: FileId) -> None:
    """Take a file from wherever it stands to the Fed; every step may be repeated."""
    if _read(run, file_id).status == "open":
        if run.now < _read(run, file_id).window_at:
            _submit(run, file_id)
        failpoint("window.submitted")
        with house_work(run.house_id, run.bank.id) as db:
            build_file(
                db,
                file_id=file_id,
                bank=run.bank,
                orders=lambda: _orders(run.bank.id, file_id),
                actor=SCHEDULE,
                now=run.now,
            )
        failpoint("window.written")
    file = _read(run, file_id)
    if file.status == "written" and file.content is not None:
        run.rail.send(run.bank.slug, file.name, file.content)
        failpoint("window.handed_over")
        with house_work(run.house_id, run.bank.id) as db:
            note_sent(db, file_id=file_id, actor=SCHEDULE, now=run.now)
        log.info("window.sent", file_id=str(file_id), entries=file.entries)


def _read(run: Run, file_id: FileId) -> OutgoingFile:
    with house_work(run.house_id, run.bank.id) as db:
        return outgoing_file(db, file_id)


def _submit(run: Run, file_id: FileId) -> None:
    """Each partner's payments in transactions of that partner, batch by batch."""
    with bank_reading(run.bank.id) as db:
        partners = partners_of_bank(db)
    for done, partner in enumerate(partners, start=1):
        try:
            _submit_partner(run, partner.id, file_id)
        except Conflict:  # somebody else has written the file: nothing more goes into it
            return
        failpoint("window.partner_submitted")
        log.info("window.submitting", done=done, total=len(partners))


def _submit_partner(run: Run, partner_id: PartnerId, file_id: FileId) -> None:
    after: UUID | None = None
    while True:
        with house_work(partner_id, run.bank.id) as db:
            batch = submit_window(db, file_id=file_id, after=after, actor=SCHEDULE, now=run.now)
        if batch.after is None:
            return
        after = batch.after


def _orders(bank_id: BankId, file_id: FileId) -> Sequence[EntryOrder]:
    with bank_reading(bank_id) as db:
        return orders_in(db, file_id)


def _settle(run: Run, file: OutgoingFile, settlement: Settlement) -> None:
    if settlement.sha256 != file.sha256:
        log.error("settlement.of_another_file", file_id=str(file.id))
        return
    with bank_reading(run.bank.id) as db:
        owners = owners_in(db, file.id)
    for partner_id in owners:
        while True:
            with house_work(PartnerId(partner_id), run.bank.id) as db:
                settled_on = settlement.settled_on
                if not settle(db, file_id=file.id, settled_on=settled_on, actor=RAIL, now=run.now):
                    break
        failpoint("settlement.partner_settled")
    with house_work(run.house_id, run.bank.id) as db:
        note_settled(db, file_id=file.id, actor=RAIL, now=run.now)
    run.rail.acknowledge(run.bank.slug, file.name)
