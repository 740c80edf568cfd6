"""What to post, decided without a database: entries, sides, the chart of a program."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.kernel.ids import LedgerAccountId, TransactionId
from app.kernel.money import Money

LINES_MAX = 10_000


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
    """A transaction before it is posted."""

    key: str
    cause: Cause
    subject: tuple[str, UUID | None]
    description: str
    effective_on: date
    entries: tuple[Entry, ...]
    reverses: TransactionId | None = None
    settles_hold: UUID | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def fingerprint(self) -> bytes:
        """What the request was, so that the same key with another request is refused."""
        content = [
            self.cause,
            self.subject[0],
            str(self.subject[1]),
            self.effective_on.isoformat(),
            str(self.reverses),
            [
                (str(e.ledger_account_id), e.side, e.amount.minor, e.amount.currency)
                for e in self.entries
            ],
        ]
        return hashlib.sha256(json.dumps(content).encode()).digest()


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


def is_balanced(entries: Iterable[Entry]) -> bool:
    """Debits equal credits in every currency."""
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        sign = 1 if entry.side is Side.DEBIT else -1
        sums[entry.amount.currency] += sign * entry.amount.minor
    return not any(sums.values())
