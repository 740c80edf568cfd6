"""Days of the sandbox's bank that lie before its books began: for a history made afterwards.

A demo world tells its last days first. What crossed the border earlier is booked here on the day
it settled, and the balance files of those days are written once they are complete.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.sandbox import books
from app.sandbox.bank_chart import folder_of, read_chart, write_whole
from app.sandbox.bank_wire import Direction, read_lines


def note_past(data_folder: Path, slug: str, content: bytes, direction: Direction, on: date) -> None:
    """Book a file as the bank would have, on a day before its books began; once."""
    folder = folder_of(data_folder, slug)
    chart = read_chart(folder)
    if chart is None or on >= chart.opened_on:
        raise ValueError(f"{on} is not a past day of {slug}")
    sha256 = hashlib.sha256(content).hexdigest()
    with books.opened(folder) as db:
        if db.execute("select 1 from file where sha256 = ?", (sha256,)).fetchone():
            return
        seen = (sha256, "history", on.isoformat(), "booked")
        db.execute("insert into file values (?, ?, ?, ?)", seen)
        books.book(db, chart, direction, read_lines(content, on=on), sha256=sha256, open_from=on)


def write_past_days(data_folder: Path, slug: str, days: Sequence[date]) -> None:
    """Write the balance files of banking days about which nothing more will come."""
    folder = folder_of(data_folder, slug)
    chart = read_chart(folder)
    if chart is None or any(day >= chart.opened_on for day in days):
        raise ValueError(f"not all of them are past days of {slug}")
    with books.opened(folder) as db:
        for day in days:
            path = folder / "balances" / f"{day.isoformat()}.csv"
            write_whole(path, books.balances(db, chart, day).encode())
