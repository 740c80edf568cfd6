"""The sponsor bank's own books in the sandbox: it believes only the files that cross its border."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path

from app.rails.calendars import EASTERN, eastern_day, next_banking_day
from app.sandbox.bank_chart import BankChart, account_of, folder_of, read_chart, write_whole
from app.sandbox.bank_wire import (
    Direction,
    Line,
    UnreadableError,
    created_on,
    read_lines,
)

DAY_ENDS = time(18, 30)  # half an hour after the last same-day settlement, Eastern time
BUSY_SECONDS = 10
FRESH_DAYS_MAX = 10
UNFINISHED = (".part", ".tmp")
HANDED_OVER, ADVICES = "handed_over", "settlements"
CROSSINGS: tuple[tuple[str, Direction], ...] = (
    ("to_fed", "sent"),
    ("from_fed", "received"),
    (HANDED_OVER, "received"),
)
TABLES = """
    create table if not exists seen (path text primary key, size integer, changed integer);
    create table if not exists file (sha256 text primary key, name text, taken_on text, said text);
    create table if not exists movement (
        direction text, settles_on text, trace text, amount_minor integer,
        booked_on text not null, bank_account text not null, file_sha256 text not null,
        primary key (direction, settles_on, trace, amount_minor)
    );
    create table if not exists day (business_on text primary key);
"""


def note_received(data_folder: Path, slug: str, content: bytes, on: date) -> None:
    """The bank gets its copy of a file that was brought in by hand and accepted on a day."""
    name = f"{on.isoformat()}-{hashlib.sha256(content).hexdigest()[:16]}.ach"
    write_whole(folder_of(data_folder, slug) / HANDED_OVER / name, content)


def tick(data_folder: Path, slug: str, now: datetime) -> None:
    """Take in what crossed the border, then end every business day that is over."""
    folder = folder_of(data_folder, slug)
    chart = read_chart(folder)
    if chart is None:
        return
    with opened(folder) as db:
        for place, direction in CROSSINGS:
            for path in _new_files(db, folder / place):
                on = _crossed_on(folder, path, direction, today=eastern_day(now))
                if on is not None:
                    _take(db, chart, path, direction, on=on)
        _end_days(db, chart, folder / "balances", now)


def day_ends_at(day: date) -> datetime:
    return datetime.combine(day, DAY_ENDS, tzinfo=EASTERN)


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "books.sqlite", timeout=BUSY_SECONDS)) as db:
        db.executescript(TABLES)
        with db:
            yield db


def _new_files(db: sqlite3.Connection, place: Path) -> Iterator[Path]:
    """Files not booked before; one that is still being written is left for the next time."""
    for path in sorted(place.rglob("*")):
        is_whole = path.is_file() and not path.name.startswith(".")
        if is_whole and path.suffix not in UNFINISHED and not _is_seen(db, path):
            yield path


def _is_seen(db: sqlite3.Connection, path: Path) -> bool:
    row = "select 1 from seen where (path, size, changed) = (?, ?, ?)"
    return db.execute(row, _mark(path)).fetchone() is not None


def _mark(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return str(path), status.st_size, status.st_mtime_ns


def _crossed_on(folder: Path, path: Path, direction: Direction, *, today: date) -> date | None:
    """The day the file's cash may move at the earliest; None while the Fed has not settled it.

    It is the day of the Fed's advice, the day it was handed over by hand, or the day its maker
    wrote into it if that is recent.
    """
    if direction == "sent":
        return _settled_on(folder / ADVICES, path)
    if path.parent.name == HANDED_OVER:
        return date.fromisoformat(path.name[:10])
    made_on = created_on(path.read_bytes()) or today
    return made_on if 0 <= (today - made_on).days <= FRESH_DAYS_MAX else today


def _settled_on(advices: Path, path: Path) -> date | None:
    """What the Fed advised about a file we sent, if it is about these very bytes."""
    for advice in sorted(advices.rglob(f"{path.name}.json")):
        said = json.loads(advice.read_text(encoding="utf-8"))
        if said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest():
            return date.fromisoformat(said["settled_on"])
    return None


def _take(
    db: sqlite3.Connection, chart: BankChart, path: Path, direction: Direction, *, on: date
) -> None:
    """Book a file once, whatever it is called and however often it comes."""
    db.execute("insert or replace into seen values (?, ?, ?)", _mark(path))
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if db.execute("select 1 from file where sha256 = ?", (sha256,)).fetchone():
        return
    try:
        lines, said = read_lines(content, on=on), "booked"
    except UnreadableError as problem:
        lines, said = [], str(problem)
    db.execute("insert into file values (?, ?, ?, ?)", (sha256, path.name, on.isoformat(), said))
    last_ended = db.execute("select max(business_on) from day").fetchone()[0]
    open_from = next_banking_day(date.fromisoformat(last_ended)) if last_ended else date.min
    book(db, chart, direction, lines, sha256=sha256, open_from=open_from)


def book(
    db: sqlite3.Connection,
    chart: BankChart,
    direction: Direction,
    lines: Sequence[Line],
    *,
    sha256: str,
    open_from: date,
) -> None:
    """Write what the file moves, each on the day it settles or on the first that is open."""
    for line in lines:
        account = account_of(chart, direction, line)
        if account is None:
            continue
        booked_on = max(line.settles_on, open_from)
        db.execute(
            "insert or ignore into movement values (?, ?, ?, ?, ?, ?, ?)",
            (
                direction,
                line.settles_on.isoformat(),
                line.trace,
                _signed(direction, line),
                booked_on.isoformat(),
                account,
                sha256,
            ),
        )


def _signed(direction: Direction, line: Line) -> int:
    """A credit received brings cash and a credit sent costs it; with debits it is the reverse.

    So with returns: our own credit that comes back is a credit received.
    """
    return line.amount_minor if line.is_credit == (direction == "received") else -line.amount_minor


def _end_days(db: sqlite3.Connection, chart: BankChart, place: Path, now: datetime) -> None:
    last_ended = db.execute("select max(business_on) from day").fetchone()[0]
    day = (
        next_banking_day(date.fromisoformat(last_ended))
        if last_ended
        else next_banking_day(chart.opened_on, 0)
    )
    while day_ends_at(day) <= now:
        write_whole(place / f"{day.isoformat()}.csv", balances(db, chart, day).encode())
        db.execute("insert into day values (?)", (day.isoformat(),))
        day = next_banking_day(day)


def balances(db: sqlite3.Connection, chart: BankChart, day: date) -> str:
    """One line an account, then the control line: the sum of the balances and their number."""
    sums = dict(
        db.execute(
            "select bank_account, sum(amount_minor) from movement where booked_on <= ? group by 1",
            (day.isoformat(),),
        )
    )
    accounts = [*(program.bank_account for program in chart.programs), chart.settlement_account]
    balances = {account: sums.get(account, 0) for account in accounts}
    lines = [
        f"{account},{day.isoformat()},{minor},{chart.currency}"
        for account, minor in balances.items()
    ]
    control = f"CONTROL,{day.isoformat()},{sum(balances.values())},{len(balances)}"
    return "\n".join(["bank_account,business_on,balance_minor,currency", *lines, control, ""])
