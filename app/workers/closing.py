"""The end of a business day for each bank: close its books, read the bank's file, compare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import structlog

from app.banking.closing.actions.close_day import close_day as close_partner_day
from app.banking.closing.queries import began_on, last_closed
from app.banking.closing.rules import days_due
from app.banking.reconciliation.actions.read_balance_file import read_balance_file
from app.banking.reconciliation.actions.reconcile import reconcile
from app.banking.reconciliation.queries import closed_day, closed_days, files_read
from app.banking.reconciliation.rules import day_ends_at
from app.config import Config
from app.kernel.actor import SCHEDULE
from app.kernel.errors import Refused
from app.kernel.ids import BankId, PartnerId
from app.rails.calendars import is_banking_day
from app.storage.session import bank_reading, clock_reading, house_work, partner_work
from app.workers.roots import root_days
from tenants.resolve import partner_of, partner_refs

DAYS_COMPARED_AGAIN = 10
FILE_BYTES_MAX = 1_000_000
FILES_MAX = 500

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class BankBooks:
    """A bank by its ids: the brands whose books are closed before its house's."""

    bank_id: BankId
    house_id: PartnerId
    brands: tuple[PartnerId, ...]


def every_bank() -> list[BankBooks]:
    with clock_reading() as db:
        refs = partner_refs(db)
    banks = []
    for bank_id, of_bank in groupby(refs, key=lambda ref: ref.bank_id):
        partners = tuple(of_bank)
        house_id = next(ref.id for ref in partners if ref.is_house)
        brands = tuple(ref.id for ref in partners if not ref.is_house)
        banks.append(BankBooks(bank_id, house_id, brands))
    return banks


def close_due(config: Config, *, now: datetime) -> int:
    """Close every day of every bank that is over, oldest first, and compare; returns how many."""
    return sum(close_due_of(config, bank, now=now) for bank in every_bank())


def close_due_of(config: Config, bank: BankBooks, *, now: datetime) -> int:
    """The same for one bank."""
    with house_work(bank.house_id, bank.bank_id) as db:
        due = days_due(began_on(db), last_closed(db), now)
    for day in due:
        _close(config, bank, day, now)
    compare_again(config, bank, now=now, also=due)
    return len(due)


def close_day_of(config: Config, bank: BankBooks, *, day: date, now: datetime) -> None:
    """Close one day of a bank, once more if need be; raises Refused unless the day is over."""
    if not is_banking_day(day):
        raise Refused("not_a_business_day", f"{day.isoformat()} is not a business day.")
    if now < day_ends_at(day):
        raise Refused("day_not_over", f"{day.isoformat()} is not over yet: it ends at 6:30 pm.")
    _close(config, bank, day, now)
    compare_again(config, bank, now=now, also=(day,))


def compare_again(
    config: Config, bank: BankBooks, *, now: datetime, also: Iterable[date] = ()
) -> None:
    """Read what balance files came, and reconcile their days and the latest ones anew."""
    read = _read_files(config, bank, now)
    with bank_reading(bank.bank_id) as db:
        latest = closed_days(db, limit=DAYS_COMPARED_AGAIN)
    days = sorted({*also, *read, *latest})
    findings = sum(_compare(bank, day, now) for day in days)
    log.info("days.compared", bank_id=str(bank.bank_id), days=len(days), findings=findings)


def _compare(bank: BankBooks, day: date, now: datetime) -> int:
    """Reconcile one day; a file that came before our own close waits for it."""
    with bank_reading(bank.bank_id) as db:
        compared = closed_day(db, day, now=now)
    if not compared.lines:
        return 0
    with house_work(bank.house_id, bank.bank_id) as db:
        return reconcile(db, compared, actor=SCHEDULE, now=now)


def _close(config: Config, bank: BankBooks, day: date, now: datetime) -> None:
    """Each brand in a transaction of its own; the house last, so its row says all are done.

    The day's roots go before: a day that counts as closed has been handed to the bank.
    """
    root_days(config, (*bank.brands, bank.house_id), [day], now=now)
    for partner_id in bank.brands:
        with partner_work(partner_id) as db:
            close_partner_day(db, day=day, actor=SCHEDULE, now=now)
    with house_work(bank.house_id, bank.bank_id) as db:
        close_partner_day(db, day=day, actor=SCHEDULE, now=now)


def _read_files(config: Config, bank: BankBooks, now: datetime) -> list[date]:
    """Give every balance file not read before to the bank's house; returns the days that came."""
    with house_work(bank.house_id, bank.bank_id) as db:
        slug = partner_of(db, bank.house_id).bank.slug
        known = files_read(db)
    days = []
    for path, content in _files(config.data_folder / "outside" / slug / "balances"):
        if sha256(content).hexdigest() in known:
            continue
        with house_work(bank.house_id, bank.bank_id) as db:
            day = read_balance_file(db, name=path.name, content=content, actor=SCHEDULE, now=now)
        if day is not None:
            days.append(day)
    return days


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The latest files of the folder, oldest first; too large a one is cut, and so refused."""
    paths = [path for path in folder.glob("*.csv") if not path.name.startswith(".")]
    for path in sorted(paths)[-FILES_MAX:]:
        with path.open("rb") as file:
            yield path, file.read(FILE_BYTES_MAX)
