"""What to post, decided without a database: entries, sides, the chart of a program."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.kernel.errors import Refused
from app.kernel.ids import LedgerAccountId, TransactionId
from app.kernel.money import Money

LINES_MAX = 10_000
NAME_LENGTH_MAX = 100
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
HOLDS_NOT_BY_HAND = ("payment",)


class Side(StrEnum):
    DEBIT = "debit"
    CREDIT = "credit"

    @property
    def opposite(self) -> "Side":
        return Side.CREDIT if self is Side.DEBIT else Side.DEBIT


class Cause(StrEnum):
    """Why a transaction is there."""

    BOOK_TRANSFER = "book_transfer"
    ACH_OUTGOING = "ach_outgoing"
    ACH_SETTLEMENT = "ach_settlement"
    ACH_INCOMING = "ach_incoming"
    ACH_RETURN = "ach_return"
    SUSPENSE = "suspense"
    FEE = "fee"
    INTEREST = "interest"
    EXCHANGE = "exchange"
    REVERSAL = "reversal"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a positive amount with a side, and the words its account's owner will read."""

    ledger_account_id: LedgerAccountId
    side: Side
    amount: Money
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A transaction before it is posted; `details` are a few words, numbers and ids."""

    key: str
    cause: Cause
    subject: tuple[str, UUID | None]
    description: str
    effective_on: date
    entries: tuple[Entry, ...]
    reverses: TransactionId | None = None
    settles_hold: UUID | None = None
    details: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Balance:
    """Two numbers are kept, the third is derived in one place."""

    current: Money
    held: Money

    @property
    def available(self) -> Money:
        return self.current - self.held


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A ledger account that every program has."""

    code: str
    name: str
    kind: str


PROGRAM_CHART = (
    ChartLine("fbo_cash", "FBO cash at the bank", "asset"),
    ChartLine("ach_outgoing", "ACH sent, not yet settled", "liability"),
    ChartLine("ach_incoming", "ACH received, not yet settled", "asset"),
    ChartLine("bank_clearing", "Clearing with the bank's other partners", "liability"),
    ChartLine("suspense", "Suspense", "liability"),
    ChartLine("fee_income", "Fee income", "income"),
)
HOUSE_CHART = (
    ChartLine("fed_account", "Cash at the Federal Reserve", "asset"),
    ChartLine("ach_outgoing", "ACH sent, not yet settled", "liability"),
    ChartLine("ach_incoming", "ACH received, not yet settled", "asset"),
    ChartLine("bank_clearing", "Clearing between partners", "liability"),
    ChartLine("suspense", "Suspense: owner unknown", "liability"),
)


def move(
    amount: Money,
    *,
    debit: LedgerAccountId,
    credit: LedgerAccountId,
    debit_text: str | None = None,
    credit_text: str | None = None,
) -> tuple[Entry, Entry]:
    """The two entries of a simple movement; raises ValueError unless positive."""
    if amount.minor <= 0:
        raise ValueError("an entry is positive; its side gives the direction")
    return (
        Entry(debit, Side.DEBIT, amount, debit_text),
        Entry(credit, Side.CREDIT, amount, credit_text),
    )


def reversal_of(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The same entries with their sides swapped."""
    return tuple(replace(entry, side=entry.side.opposite) for entry in entries)


def exchange(
    given: Money,
    taken: Money,
    *,
    accounts: tuple[LedgerAccountId, LedgerAccountId],
    positions: tuple[LedgerAccountId, LedgerAccountId],
) -> tuple[Entry, ...]:
    """The four entries of an exchange of currencies, through a position account of each.

    `accounts` give `given` and take `taken`; `positions` are the program's own accounts in the
    two currencies, in the same order. Each currency balances by itself; what the positions hold
    is what the program is exposed to. Raises ValueError for one currency, or none moved.
    """
    if given.currency == taken.currency:
        raise ValueError("an exchange has two currencies")
    return (
        *move(given, debit=accounts[0], credit=positions[0]),
        *move(taken, debit=positions[1], credit=accounts[1]),
    )


def check_account_name(name: str) -> str:
    """The tidy name of a ledger account; raises Refused("name_invalid")."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > NAME_LENGTH_MAX or not tidy.isprintable():
        raise Refused(
            "name_invalid", f"Enter a name of at most {NAME_LENGTH_MAX} plain characters."
        )
    return tidy


def check_account_code(code: str) -> str:
    """The short code within its chart; raises Refused("code_invalid")."""
    if not CODE.fullmatch(code):
        raise Refused(
            "code_invalid", "Use 2 to 40 small letters, digits and underscores, a letter first."
        )
    return code


def check_by_hand(subject_kind: str) -> None:
    """A payment's hold ends with the payment; a person leaves it alone. Raises Refused."""
    if subject_kind in HOLDS_NOT_BY_HAND:
        raise Refused(
            "hold_of_payment",
            "This money is set aside for a payment.",
            next_step="Cancel the payment to give it back.",
        )


def is_balanced(entries: Iterable[Entry]) -> bool:
    """Debits equal credits in every currency."""
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        sign = 1 if entry.side is Side.DEBIT else -1
        sums[entry.amount.currency] += sign * entry.amount.minor
    return not any(sums.values())
