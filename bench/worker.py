"""A door's process for the bench: works in threads for some seconds each time it is told to.

Reads a JSON line, {"work", "threads", "seconds"}, and answers with how many it did.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from random import Random
from uuid import uuid4

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft, move
from app.config import Config
from app.factory import start
from app.kernel.actor import OPERATOR
from app.kernel.money import Money
from app.storage.session import partner_work
from bench.calls import BATCH
from bench.people import NOW, Books

BOOKS = "GUILDHALL_BENCH_BOOKS"
ONE_CENT = Money(1, "USD")


Work = Callable[[Books, Random], int]


def drafted(books: Books, random: Random) -> Draft:
    """A cent between two of a thousand accounts, under a key of its own."""
    debit, credit = random.sample(books.accounts, 2)
    return Draft(
        key=str(uuid4()),
        cause=Cause.BOOK_TRANSFER,
        subject=("payment", uuid4()),
        description="Bench",
        effective_on=NOW.date(),
        entries=move(ONE_CENT, debit=debit, credit=credit),
    )


def action(books: Books, random: Random) -> int:
    """What every action does: posting, audit record and outbox in its door's transaction."""
    draft = drafted(books, random)
    payment = draft.subject[1]
    with partner_work(books.partner_id) as db:
        post(db, draft, now=NOW)
        record(db, OPERATOR, "payment.settled", subject=("payment", payment), now=NOW)
        publish(db, "payment.settled", key=str(payment), now=NOW, payment_id=str(payment))
    return 1


def posting(books: Books, random: Random) -> int:
    """The posting alone, in a transaction of its own."""
    draft = drafted(books, random)
    with partner_work(books.partner_id) as db:
        post(db, draft, now=NOW)
    return 1


def bulk(books: Books, random: Random) -> int:
    """What a bulk door does: many postings through the batch function."""
    from app.banking.ledger.actions.post_batch import post_batch  # noqa: PLC0415 -- not in all

    drafts = [drafted(books, random) for _ in range(BATCH)]
    with partner_work(books.partner_id) as db:
        post_batch(db, drafts, is_atomic=True, now=NOW)
    return BATCH


WORKS: dict[str, Work] = {"action": action, "posting": posting, "bulk": bulk}


def worked(work: Work, books: Books, *, threads: int, seconds: float) -> float:
    """How many a second all threads did together."""
    done: list[int] = []
    begun = time.monotonic()

    def keep_working() -> None:
        random, mine = Random(), 0  # noqa: S311 -- any spread will do
        while time.monotonic() - begun < seconds:
            mine += work(books, random)
        done.append(mine)

    crew = [threading.Thread(target=keep_working) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    if len(done) < threads:
        raise RuntimeError("a thread of the bench ended early: its error is above")
    return sum(done) / (time.monotonic() - begun)


def main() -> int:
    start(Config.from_env())
    books = Books.from_text(os.environ[BOOKS])
    for line in sys.stdin:
        order = json.loads(line)
        rate = worked(
            WORKS[order["work"]], books, threads=order["threads"], seconds=order["seconds"]
        )
        print(json.dumps(rate), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
