"""Fill a ledger to any size through the batch function.

`python -m bench.loader 1000000` puts as many postings into the database of DATABASE_URL (migrated
before), between the accounts of a partner that it opens for them; benchmarks call `fill`.
"""

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import create_engine

from app.config import Config
from app.factory import start
from app.kernel.ids import PartnerId
from app.storage.session import partner_work
from bench.calls import BATCH, Calls, known_calls
from bench.people import NOW, opened_books

THREADS = 2
DAYS = 100
USAGE = "usage: python -m bench.loader POSTINGS"


@dataclass(frozen=True)
class Load:
    """How many postings between which accounts, as SQL expressions in which `n` counts."""

    debit: str
    credit: str
    postings: int
    first_day: int = 0

    def batches(self, calls: Calls) -> Iterator[str]:
        """Spread evenly over the days from the first one to yesterday."""
        whole = -(-self.postings // BATCH)
        for number in range(whole):
            count = min(BATCH, self.postings - number * BATCH)
            day = day_of(self.first_day + number * (DAYS - self.first_day) // whole)
            yield calls.batch_of(self.debit, self.credit, count=count, day=f"date '{day}'")


def day_of(number: int) -> date:
    """The days that are filled, from 0; the last one is yesterday."""
    return NOW.date() - timedelta(days=DAYS - number)


def fill(partner_id: PartnerId, calls: Calls, load: Load) -> None:
    """Through the batch function, one transaction a batch, from a few threads."""
    waiting, taking = load.batches(calls), threading.Lock()
    troubles: list[Exception] = []

    def keep_posting() -> None:
        while not troubles:
            with taking:
                statement = next(waiting, None)
            if statement is None:
                return
            try:
                with partner_work(partner_id) as db:
                    db.connection().exec_driver_sql(statement)
            except Exception as error:  # noqa: BLE001 -- raised below, in the caller's thread
                troubles.append(error)

    crew = [threading.Thread(target=keep_posting) for _ in range(THREADS)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    if troubles:
        raise troubles[0]


def main() -> int:
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit(USAGE)
    config = Config.from_env()
    start(config)
    books = opened_books(1_000)
    assert config.database.admin is not None
    engine = create_engine(config.database.admin)
    with engine.connect() as connection:
        calls = known_calls(connection)
    engine.dispose()
    listed = ",".join(map(str, books.accounts))
    account = f"('{{{listed}}}'::uuid[])[1 + mod(n * 7 + {{}}, {len(books.accounts)})]"
    load = Load(account.format(0), account.format(1), int(sys.argv[1]))
    fill(books.partner_id, calls, load)
    print(f"{load.postings} postings for partner {books.partner_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
