"""What the ledger promises, as a plain Python model: dictionaries, sums, and no database."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from app.banking.ledger.rules import LINES_MAX, Draft, Side

BACK, AHEAD = timedelta(400), timedelta(60)


@dataclass
class Account:
    """A ledger account; a pooled one has no floor."""

    id: UUID
    normal_side: Side
    currency: str
    floor: int | None
    name: str = ""
    current: int = 0
    held: int = 0
    is_debit_frozen: bool = False
    is_credit_frozen: bool = False
    is_closed: bool = False

    @property
    def is_pooled(self) -> bool:
        return self.floor is None

    def delta(self, side: Side, minor: int) -> int:
        return minor if side is self.normal_side else -minor


@dataclass
class Hold:
    id: UUID
    account_id: UUID
    minor: int
    placed_minor: int
    key: str
    status: str = "open"


@dataclass(frozen=True)
class Posting:
    """One entry, in the direction in which its account grows."""

    transaction_id: UUID
    account_id: UUID
    effective_on: date
    posted_at: datetime
    delta: int


@dataclass
class Model:
    """The books of one partner, as far as the machine opened them."""

    accounts: dict[UUID, Account] = field(default_factory=dict)
    holds: dict[UUID, Hold] = field(default_factory=dict)
    drafts: dict[str, tuple[UUID, Draft]] = field(default_factory=dict)
    reversed_by: dict[UUID, UUID] = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)
    locked_through: date | None = None

    def first_under(self, draft: Draft) -> UUID | None:
        """The transaction that a draft asks for again."""
        known = self.drafts.get(draft.key)
        return known[0] if known and _request(known[1]) == _request(draft) else None

    def faults(self, draft: Draft, now: datetime) -> set[str]:
        """Every reason to refuse a draft; which of them is told is not promised."""
        shape = set(self._shape_faults(draft, now))
        if draft.key in self.drafts:
            if self.first_under(draft):
                return shape
            return shape | {"idempotency_conflict"} | set(self._line_faults(draft))
        return (
            shape
            | set(self._line_faults(draft))
            | set(self._hold_faults(draft))
            | set(self._move_faults(draft))
        )

    def post(self, draft: Draft, transaction_id: UUID, now: datetime) -> None:
        released = self._settle(draft)
        for entry in draft.entries:
            account = self.accounts[entry.ledger_account_id]
            delta = account.delta(entry.side, entry.amount.minor)
            account.current += delta
            self.postings.append(
                Posting(transaction_id, account.id, draft.effective_on, now, delta)
            )
        for account_id, minor in released.items():
            self.accounts[account_id].held -= minor
        self.drafts[draft.key] = (transaction_id, draft)
        if draft.reverses:
            self.reversed_by[draft.reverses] = transaction_id

    def end_hold(self, hold: Hold, status: str) -> None:
        hold.status = status
        self.accounts[hold.account_id].held -= hold.minor

    def balance(self, account_id: UUID, on: date, known_at: datetime | None) -> int:
        """As of a day, of what was posted by an instant."""
        return sum(
            each.delta
            for each in self.postings
            if each.account_id == account_id
            and each.effective_on <= on
            and (known_at is None or each.posted_at <= known_at)
        )

    def _shape_faults(self, draft: Draft, now: datetime) -> Iterator[str]:
        is_near = now.date() - BACK <= draft.effective_on <= now.date() + AHEAD
        if not is_near or not 2 <= len(draft.entries) <= LINES_MAX or not 0 < len(draft.key) < 256:
            yield "malformed"

    def _line_faults(self, draft: Draft) -> Iterator[str]:
        sums: dict[str, int] = defaultdict(int)
        for entry in draft.entries:
            account = self.accounts.get(UUID(int=entry.ledger_account_id.int))
            if account is None:
                yield "not_found"
                continue
            if entry.amount.minor <= 0:
                yield "malformed"
            if entry.amount.currency != account.currency:
                yield "other_currency"
            sign = 1 if entry.side is Side.DEBIT else -1
            sums[account.currency] += sign * entry.amount.minor
        if any(sums.values()):
            yield "unbalanced"
        if self.locked_through is not None and draft.effective_on <= self.locked_through:
            yield "period_locked"

    def _hold_faults(self, draft: Draft) -> Iterator[str]:
        if draft.settles_hold is None:
            return
        hold = self.holds.get(draft.settles_hold)
        if hold is None or hold.status != "open":
            yield "hold_not_open"
        elif all(entry.ledger_account_id != hold.account_id for entry in draft.entries):
            yield "malformed"

    def _move_faults(self, draft: Draft) -> Iterator[str]:
        released = self._released(draft)
        for account, delta in self._moves(draft):
            # Nothing moved counts as going the way of a debit.
            goes_in = delta > 0 or (delta == 0 and account.normal_side is Side.DEBIT)
            is_frozen = account.is_credit_frozen if goes_in else account.is_debit_frozen
            if account.is_closed or is_frozen:
                yield "account_not_open"
            room = account.current - account.held + released.get(account.id, 0)
            if account.floor is not None and delta < 0 and room + delta < account.floor:
                yield "insufficient_funds"

    def _moves(self, draft: Draft) -> Iterator[tuple[Account, int]]:
        """What a draft does to each known account."""
        deltas: dict[UUID, int] = defaultdict(int)
        for entry in draft.entries:
            account = self.accounts.get(UUID(int=entry.ledger_account_id.int))
            if account:
                deltas[account.id] += account.delta(entry.side, entry.amount.minor)
        for account_id, delta in deltas.items():
            yield self.accounts[account_id], delta

    def _released(self, draft: Draft) -> dict[UUID, int]:
        hold = self.holds.get(draft.settles_hold) if draft.settles_hold else None
        return {hold.account_id: hold.minor} if hold and hold.status == "open" else {}

    def _settle(self, draft: Draft) -> dict[UUID, int]:
        released = self._released(draft)
        if draft.settles_hold:
            self.holds[draft.settles_hold].status = "settled"
        return released


def _request(draft: Draft) -> tuple[object, ...]:
    """What makes two requests with one key the same."""
    lines = [(UUID(int=e.ledger_account_id.int), e.side, e.amount.minor) for e in draft.entries]
    return (draft.cause, draft.subject, draft.effective_on, draft.reverses, lines)
