"""The simulated Fed: takes a bank's files, settles them in their window, sends some back.

It knows the calendar and the files, nothing of our books. Account numbers that end in 0101 or
0103 come back as R01 or R03 on the banking day after settlement; entries for another bank of the
sandbox are delivered to it. Every step leaves a mark, so that a tick that died is simply repeated.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app.rails.calendars import (
    EASTERN,
    eastern_day,
    next_banking_day,
    next_window,
    same_day_limit,
    settlement_day,
    settlement_julian,
)
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import AchFile, Batch
from app.rails.nacha.read import Reading, read
from app.rails.nacha.records import FileHeader
from app.rails.nacha.returns import ReturnReason, return_batch, return_entry
from app.rails.nacha.write import write
from app.sandbox.adapters import DONE, FED, FROM_FED, SETTLEMENTS, TO_FED, advice_of
from app.sandbox.bank_chart import folder_of, read_chart, write_whole

MAGIC_RETURNS = {"0101": "R01", "0103": "R03"}  # by the last digits of the account number
FED_ROUTING_NUMBER, FED_NAME = "091000080", "FEDERAL RESERVE"
MORNING = time(8, 30)  # when the Fed settles what carries over to the next banking day
TAKEN, DELIVERED = "taken", "delivered"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file the Fed has accepted: the moment it will settle was fixed when it arrived."""

    name: str
    sha256: str
    settles_at: datetime
    settles_on: date

    @property
    def returns_at(self) -> datetime:
        return morning_of(next_banking_day(self.settles_on))


def tick(data_folder: Path, slug: str, now: datetime) -> None:
    """Do for one bank's files whatever is due by `now` (business time)."""
    folder = folder_of(data_folder, slug)
    for path in sorted((folder / TO_FED).glob("[!.]*")):
        if path.is_file():
            _work_on(data_folder, folder, path, now)


def morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=EASTERN)


def _work_on(data_folder: Path, folder: Path, path: Path, now: datetime) -> None:
    reading = read(path.read_bytes())
    if not reading.is_accepted:
        _refuse(folder, path, reading)
        return
    taken = _take(folder, path.name, reading, now)
    if taken.settles_at <= now:
        _deliver(data_folder, reading, taken)
        _advise(folder, taken, reading)
    if taken.returns_at <= now:
        _send_back(data_folder, folder, reading, taken)
        _put_away(path)


def _refuse(folder: Path, path: Path, reading: Reading) -> None:
    reasons = [problem.message for problem in reading.problems]
    said = {"name": path.name, "sha256": reading.content_hash, "reasons": reasons}
    write_whole(folder / "refused" / f"{path.name}.json", json.dumps(said, indent=2).encode())
    _put_away(path)


def _take(folder: Path, name: str, reading: Reading, now: datetime) -> Taken:
    mark = folder / FED / TAKEN / f"{name}.json"
    if not mark.exists():
        settles_at, settles_on = _settlement(reading, now)
        said = {
            "name": name,
            "sha256": reading.content_hash,
            "taken_at": now.isoformat(),
            "settles_at": settles_at.isoformat(),
            "settles_on": settles_on.isoformat(),
        }
        write_whole(mark, json.dumps(said, indent=2).encode())
    said = json.loads(mark.read_text(encoding="utf-8"))
    return Taken(
        name,
        said["sha256"],
        datetime.fromisoformat(said["settles_at"]),
        date.fromisoformat(said["settles_on"]),
    )


def _settlement(reading: Reading, now: datetime) -> tuple[datetime, date]:
    """In the window the file made; later when it asks for a later day, or is too big for today."""
    wanted = max(
        (batch.effective_entry_on or eastern_day(now) for batch in reading.batches),
        default=eastern_day(now),
    )
    window = next_window(now)
    if any(
        entry.amount_minor > same_day_limit(eastern_day(now)).minor for entry in reading.entries
    ):
        window = next_window(now, same_day=False)
    if wanted <= window.settles_on:
        return window.settles_at, window.settles_on
    later = settlement_day(wanted, window.settles_on)
    return morning_of(later), later


def _advise(folder: Path, taken: Taken, reading: Reading) -> None:
    said = {
        "name": taken.name,
        "sha256": taken.sha256,
        "settled_on": taken.settles_on.isoformat(),
        "entries": reading.totals.entries,
        "credit_minor": reading.totals.credit_minor,
        "debit_minor": reading.totals.debit_minor,
    }
    if advice_of(folder, taken.name) is None:
        path = folder / SETTLEMENTS / f"{taken.name}.json"
        write_whole(path, json.dumps(said, indent=2).encode())


def _deliver(data_folder: Path, reading: Reading, taken: Taken) -> None:
    """Entries for a bank of the sandbox, this one included, arrive there as they settle."""
    for slug, routing_numbers in _participants(data_folder):

        def is_theirs(entry: Entry, numbers: tuple[str, ...] = routing_numbers) -> bool:
            return entry.rdfi_routing_number in numbers

        batches = _stamped(reading, is_theirs, taken.settles_on)
        if batches:
            name = f"fed-{Path(taken.name).stem}.ach"
            _hand_in(folder_of(data_folder, slug), name, batches, taken.settles_at)


def _participants(data_folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    charts = ((each.name, read_chart(each)) for each in sorted((data_folder / "outside").iterdir()))
    return [(slug, chart.routing_numbers) for slug, chart in charts if chart]


def _stamped(
    reading: Reading, is_wanted: Callable[[Entry], bool], settles_on: date
) -> tuple[Batch, ...]:
    """The wanted entries in their batches, with the settlement day the operator fills in."""
    julian = settlement_julian(settles_on)
    chosen = (
        Batch(
            batch.header.changed(settlement_julian=julian),
            tuple(entry for entry in batch.entries if is_wanted(entry)),
        )
        for batch in reading.batches
    )
    return tuple(batch for batch in chosen if batch.entries)


def _send_back(data_folder: Path, folder: Path, reading: Reading, taken: Taken) -> None:
    ours = {number for _, numbers in _participants(data_folder) for number in numbers}
    batches = tuple(_return_batches(reading, ours, taken))
    if batches:
        _hand_in(folder, f"return-{Path(taken.name).stem}.ach", batches, taken.returns_at)


def _return_batches(reading: Reading, ours: set[str], taken: Taken) -> Iterator[Batch]:
    """A batch of returns for each batch that has any, from the bank that received the entries."""
    for number, batch in enumerate(reading.batches, start=1):
        returned = [
            return_entry(entry, reason=ReturnReason(code), trace_number=_trace(entry))
            for entry in batch.entries
            if entry.is_live
            and entry.rdfi_routing_number not in ours
            and (code := MAGIC_RETURNS.get(entry.account_number[-4:]))
        ]
        if returned:
            back = return_batch(batch, returned, odfi=FED_ROUTING_NUMBER, number=number)
            julian = settlement_julian(eastern_day(taken.returns_at))
            yield Batch(back.header.changed(settlement_julian=julian), back.entries)


def _trace(entry: Entry) -> str:
    """The other bank's own number for its return: its routing number and our sequence."""
    return entry["rdfi"] + entry.trace_number[-7:]


def _hand_in(folder: Path, name: str, batches: tuple[Batch, ...], at: datetime) -> None:
    """Put a file into a bank's letter box, once; no two files of a day carry the same minute."""
    marks = folder / FED / DELIVERED / f"{eastern_day(at)}"
    if (marks / name).exists():
        return
    before = len(list(marks.glob("[!.]*")))
    header = FileHeader.of(
        destination=batches[0].entries[0].rdfi_routing_number,
        destination_name="",
        origin=FED_ROUTING_NUMBER,
        origin_name=FED_NAME,
        created=(at + timedelta(minutes=before)).astimezone(EASTERN),
    )
    content = write(AchFile(header, batches)).content
    write_whole(folder / FROM_FED / name, content)
    write_whole(marks / name, hashlib.sha256(content).hexdigest().encode())


def _put_away(path: Path) -> None:
    done = path.parent / DONE
    done.mkdir(exist_ok=True)
    path.replace(done / path.name)
