"""The bank's daily balance file read with suspicion, and three figures compared."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal
from uuid import UUID

from app.kernel.errors import Refused
from app.kernel.money import MINOR_DIGITS, Money
from app.rails.calendars import EASTERN, eastern_day, next_banking_day

HEADER = ["bank_account", "business_on", "balance_minor", "currency"]
CONTROL = "CONTROL"
ROWS_MAX = 10_000
FIELDS = len(HEADER)
DAY_ENDS = time(18, 30)  # Eastern time

DayState = Literal["tied_out", "difference", "awaiting"]


@dataclass(frozen=True, slots=True)
class BankBalance:
    """What the bank says an account held at the end of the file's day."""

    bank_account: str
    balance: Money


@dataclass(frozen=True, slots=True)
class BalanceFile:
    business_on: date
    balances: tuple[BankBalance, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One bank account on one closed day: the bank's word, our cash, and whose money it is.

    `bank` is absent while the bank's file is; `is_reported` tells that the file is here.
    """

    id: UUID
    partner_id: UUID
    partner_name: str
    program_id: UUID | None
    program_name: str
    bank_account: str
    business_on: date
    bank: Money | None
    cash: Money
    owed: Money
    in_transit: Money
    other: Money
    customers: int
    closed_at: datetime
    is_reported: bool

    @property
    def claims(self) -> Money:
        """Everything the cash is there for."""
        return self.owed + self.in_transit + self.other

    @property
    def bank_difference(self) -> Money | None:
        """Bank less ledger; an account the bank's complete file leaves out counts as nothing."""
        if not self.is_reported:
            return None
        return (self.bank or Money(0, self.cash.currency)) - self.cash

    @property
    def ledger_difference(self) -> Money:
        """Cash less claims: anything but zero means the books contradict themselves."""
        return self.cash - self.claims

    @property
    def state(self) -> DayState:
        if self.ledger_difference.minor:
            return "difference"
        if self.bank_difference is None:
            return "awaiting"
        return "difference" if self.bank_difference.minor else "tied_out"


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A bank's day: a line an account, and accounts in the bank's file that are nobody's.

    `before` is what each account was off by on the day before: the same again is no news.
    """

    business_on: date
    lines: tuple[DayLine, ...]
    unknown: tuple[BankBalance, ...] = ()
    is_overdue: bool = False
    before: Mapping[str, Money] = field(default_factory=dict)


def day_ends_at(day: date) -> datetime:
    """The moment a business day's books close: after the last same-day settlement."""
    return datetime.combine(day, DAY_ENDS, tzinfo=EASTERN).astimezone(UTC)


def business_day_of(moment: datetime) -> date:
    """The day something received counts for: this one until its books close, then the next."""
    day = next_banking_day(eastern_day(moment), 0)
    return day if moment < day_ends_at(day) else next_banking_day(day)


def is_overdue(day: date, now: datetime) -> bool:
    """Whether the bank's file for a day should have come: the next business day is over too."""
    return now >= day_ends_at(next_banking_day(day))


def state_of(lines: Sequence[DayLine]) -> DayState:
    """The state of a whole day: one difference is enough, then one line that waits."""
    states = {line.state for line in lines}
    if "difference" in states:
        return "difference"
    return "awaiting" if "awaiting" in states or not states else "tied_out"


def settlement_account(routing_numbers: Sequence[str]) -> str:
    """The bank's account for what belongs to no program, as its balance file calls it."""
    return f"SETTLE-{routing_numbers[0]}"


def read_balances(content: bytes) -> BalanceFile:
    """Read the bank's file; raises `Refused("balance_file_refused")` unless it is whole.

    Its last line is the control: the day, the sum of the balances and the number of rows.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("ascii")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise _refused("it is not a table of plain text") from None
    if not rows or rows[0] != HEADER:
        raise _refused("its first line does not name the four columns")
    if len(rows) > ROWS_MAX:
        raise _refused(f"it has more than {ROWS_MAX} lines")
    if rows[-1][:1] != [CONTROL] or len(rows[-1]) != FIELDS or not content.endswith(b"\n"):
        raise _refused("its control line is missing: only a part of it came")
    business_on = _day(rows[-1][1])
    balances = tuple(_balance(row, business_on) for row in rows[1:-1])
    _check_control(balances, total=_whole(rows[-1][2]), count=_whole(rows[-1][3]))
    return BalanceFile(business_on, balances)


def _check_control(balances: Sequence[BankBalance], *, total: int, count: int) -> None:
    if count != len(balances):
        raise _refused(f"its control line counts {count} rows and {len(balances)} are there")
    found = sum(each.balance.minor for each in balances)
    if total != found:
        raise _refused(f"its control line sums to {total} and the rows to {found}")
    if len({each.bank_account for each in balances}) != count:
        raise _refused("an account is in it twice")
    if not balances:
        raise _refused("there is no account in it")


def _balance(row: list[str], business_on: date) -> BankBalance:
    if len(row) != FIELDS or not row[0]:
        raise _refused("a line does not have four fields")
    if _day(row[1]) != business_on:
        raise _refused("a line is of another day than its control line")
    if row[3] not in MINOR_DIGITS:
        raise _refused(f"{row[3]!r} is not a currency we know")
    return BankBalance(row[0], Money(_whole(row[2]), row[3]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refused(f"{text!r} is not a day") from None


def _whole(text: str) -> int:
    if not text.removeprefix("-").isdecimal():
        raise _refused(f"{text!r} is not a whole number")
    return int(text)


def _refused(reason: str) -> Refused:
    return Refused(
        "balance_file_refused",
        f"The bank's balance file was refused: {reason}.",
        next_step="Ask the bank to send the day's file again, whole.",
    )
