"""Received files at the time door: taken in, posted partner by partner, their troubles told.

Each partner's share is posted in transactions of that partner; whatever is interrupted is done
again from where it stood, because an entry and its outcome change together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.banking.events.actions.publish import publish
from app.banking.events.leases import Only
from app.banking.payments.actions.assign_returns import assign_returns, senders, traces_named
from app.banking.payments.actions.finish_file import finish_file
from app.banking.payments.actions.post_share import post_share
from app.banking.payments.actions.receive_file import receive_file
from app.banking.payments.intake_entries import has_entry_for, is_destined_for
from app.banking.payments.intake_outcomes import owners_due, trouble_in
from app.banking.payments.intake_queries import FileDetail, file_content, file_detail
from app.banking.payments.receipts import REASONS_TOLD_MAX, Receipt, refusal_of, tidy_name
from app.banking.reconciliation.actions.open_break import Finding, open_break
from app.banking.reconciliation.rules import business_day_of
from app.config import Config
from app.kernel.actor import OPERATOR, RAIL
from app.kernel.failpoints import failpoint
from app.kernel.ids import FileId, PartnerId, shown
from app.rails.nacha.lines import BYTES_MAX
from app.rails.nacha.read import read
from app.sandbox.adapters import rail_adapter
from app.storage import crypto
from app.storage.clock import business_now
from app.storage.session import bank_reading, clock_reading, connect, house_work
from app.workers.installed import install, installed
from app.workers.registry import Job, handler
from app.workers.run import drain
from tenants.resolve import Bank, House, houses, partner_of

RECEIVED = "received"
KINDS = ("file.distribute", "file.hand_over", "file.contradicted")
NO_BANK = "No entry of the file is addressed to a bank here."


@handler("file.receive", house=True)
def receive(job: Job) -> None:
    """A file lies in the bank's letter box; it is put away once it is in the intake."""
    path = Path(job.payload["path"])
    if not path.exists():
        return
    receive_file(
        job.db,
        name=path.name,
        content=_read(path),
        came_from="fed",
        actor=RAIL,
        now=job.now,
    )
    publish(job.db, "file.put_away", key=str(job.work_id), now=job.now, path=str(path))


@handler("file.put_away", house=True)
def put_away(job: Job) -> None:
    """Out of the letter box, so that nobody looks at it again."""
    path = Path(job.payload["path"])
    folder = path.parent / RECEIVED
    folder.mkdir(exist_ok=True)
    if path.exists():
        path.replace(folder / path.name)


@handler("file.hand_over", house=True)
def hand_over(job: Job) -> None:
    """The bank's own books believe only files: one that was brought to us reaches them too."""
    slug = partner_of(job.db, job.partner_id).bank.slug
    detail = file_detail(job.db, _file_id(job))
    content = file_content(job.db, _file_id(job))
    rail_adapter(installed()).hand_over(slug, content, business_day_of(detail.line.received_at))


@handler("file.contradicted", house=True)
def contradicted(job: Job) -> None:
    """Two files claim to be the same one: somebody has to ask the sender which is right."""
    first_id = FileId(UUID(job.payload["first_id"]))
    second, first = file_detail(job.db, _file_id(job)), file_detail(job.db, first_id)
    words = (
        f"{second.line.name} has the origin, time and modifier of {first.line.name}, which was "
        "accepted before, but other content. It was not posted."
    )
    subject = shown("file", second.line.id)
    open_break(job.db, Finding("file_contradiction", subject, words), actor=RAIL, now=job.now)


@handler("file.distribute", house=True)
def distribute(job: Job) -> None:
    """Post what is due of a file, whoever it belongs to, and tell what is wrong with it."""
    assert job.bank_id is not None  # noqa: S101 -- a house's work carries its bank
    share = _Share(House(job.partner_id, job.bank_id), _file_id(job), job.now)
    _find_senders(share)
    owners = owners_due(job.db, job.bank_id, share.file_id, job.now)
    troubles = []
    for done, owner in enumerate(owners, start=1):
        try:
            _post_all(share, PartnerId(owner or job.partner_id))
        except Exception as error:  # noqa: BLE001 -- one partner's trouble keeps no other waiting
            troubles.append(error)
        job.progress(done, len(owners))
    if troubles:
        raise troubles[0]
    finish_file(job.db, file_id=share.file_id, actor=RAIL, now=job.now)
    detail = file_detail(job.db, share.file_id)
    for finding in _troubles(job, detail):
        open_break(job.db, finding, actor=RAIL, now=job.now)
    failpoint("file.distributed")


@dataclass(frozen=True, slots=True)
class _Share:
    """What is posted by one run: of which file, at which bank, at what moment."""

    house: House
    file_id: FileId
    now: datetime


def _find_senders(share: _Share) -> None:
    """Whose payments come back: the bank's role sees them all, the house writes it down."""
    with house_work(share.house.partner_id, share.house.bank_id) as db:
        traces = traces_named(db, share.file_id)
    if not traces:
        return
    with bank_reading(share.house.bank_id) as db:
        owners = senders(db, traces)
    with house_work(share.house.partner_id, share.house.bank_id) as db:
        assign_returns(db, file_id=share.file_id, owners=owners)


def _post_all(share: _Share, owner: PartnerId) -> None:
    posted = 1
    while posted:
        with house_work(owner, share.house.bank_id) as db:
            posted = post_share(db, file_id=share.file_id, actor=RAIL, now=share.now)
            failpoint("share.posting")
        failpoint("share.posted")


def _troubles(job: Job, detail: FileDetail) -> Iterator[Finding]:
    assert job.bank_id is not None  # noqa: S101 -- a house's work carries its bank
    name, subject = detail.line.name, shown("file", detail.line.id)
    found = trouble_in(job.db, job.bank_id, detail.line.id)
    if found.repeated:
        words = f"{_counted(found.repeated)} of {name} came before and did not post again."
        yield Finding("repeated_entry", subject, words, found.repeated_amount)
    if found.unmatched:
        words = f"{_counted(found.unmatched)} of {name} returned no payment of ours: in suspense."
        yield Finding("unmatched_return", subject, words, found.unmatched_amount)


def _counted(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _file_id(job: Job) -> FileId:
    return FileId(UUID(job.payload["file_id"]))


def import_files(config: Config, files: Iterable[Path]) -> Iterator[Receipt]:
    """Take in each file at every bank it has entries for, and post what is due at once."""
    connect(config)
    crypto.use_keys(config)
    install(config)
    with clock_reading() as db:
        now, known = business_now(db), houses(db)
    for path in files:
        yield from import_file(known, tidy_name(str(path)), _read(path), now=now)


def import_file(
    known: Sequence[House], name: str, content: bytes, *, now: datetime
) -> list[Receipt]:
    """One file's bytes, given to the banks among these that they concern."""
    reading = read(content)
    told = [(house, _bank(house)) for house in known]
    banks = [house for house, bank in told if has_entry_for(bank, reading)]
    banks = banks or [house for house, bank in told if is_destined_for(bank, reading)]
    if not banks:
        problems = [problem.message for problem in reading.problems]
        reason = " ".join(problems[:REASONS_TOLD_MAX]) or NO_BANK
        return [refusal_of(name, reason, now=now)]
    receipts = []
    for house in banks:
        with house_work(house.partner_id, house.bank_id) as db:
            receipts.append(
                receive_file(
                    db, name=name, content=content, came_from="command", actor=OPERATOR, now=now
                )
            )
    drain(now, only=Only(kinds=KINDS, partners=[house.partner_id for house in banks]))
    return receipts


def _bank(house: House) -> Bank:
    with house_work(house.partner_id, house.bank_id) as db:
        return partner_of(db, house.partner_id).bank


def _read(path: Path) -> bytes:
    """All of it, and one byte more than we hold, so that too much is noticed and not loaded."""
    with path.open("rb") as file:
        return file.read(BYTES_MAX + 1)
