"""The end of a bank's day, as work: what the schedule and the bank's files ask of closing.

A round opens its own transactions, partner by partner, and is safe to make again; the work it
was asked as only says when.
"""

from app.workers.closing import BankBooks, close_due_of, compare_again, every_bank
from app.workers.installed import installed
from app.workers.registry import Job, handler


@handler("balance.read", house=True)
def compare(job: Job) -> None:
    """The bank has said what its accounts held."""
    compare_again(installed(), _books(job), now=job.now)


@handler("day.close", house=True)
def close(job: Job) -> None:
    """The business day is over: close it, and any before it that is still open."""
    close_due_of(installed(), _books(job), now=job.now)


def _books(job: Job) -> BankBooks:
    return next(bank for bank in every_bank() if bank.house_id == job.partner_id)
