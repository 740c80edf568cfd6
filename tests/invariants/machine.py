"""The ledger beside its model: how the machine asks, what it draws, which drafts it makes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
)
from sqlalchemy import text

from app.banking.ledger.rules import Cause, Draft, Entry, Side
from app.kernel.errors import DomainError
from app.kernel.ids import LedgerAccountId, TransactionId, new_id
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.invariants.ledger_model import Account, Hold, Model
from tests.world import World

KINDS = ("asset", "liability", "income", "expense", "equity")
CURRENCIES = ("USD", "EUR", "JPY")
CROOKED = ("", "", "", "", "", "odd", "zero", "unknown", "other", "ancient", "future", "long")
some = st.integers(0, 10_000)
amounts = st.integers(1, 500)
moves = st.lists(st.tuples(some, some, amounts), min_size=1, max_size=3)
drafts = st.fixed_dictionaries(
    {
        "moves": moves,
        "key": st.integers(0, 12),
        "days": st.sampled_from((0, 0, 0, -1, -2, -5, -40, 3)),
        "hold": st.none() | some,
        "crooked": st.sampled_from(CROOKED),
    }
)
codes = count(1)


class Machine(RuleBasedStateMachine):
    """A partner's ledger beside its model; every rule does one thing to both."""

    world: ClassVar[World]
    done: ClassVar[dict[str, int]]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.world.wait(days=1)
        with partner_work(self.world.partner_id) as db:
            self.model.locked_through = db.scalar(
                text("select max(locked_through) from ledger_period")
            )
            self.entries = db.scalar(text("select count(*) from entry"))
        self.serial = next(codes)

    @property
    def now(self) -> datetime:
        return self.world.now

    def tally(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    def answer(self, expected: set[str], do: Any) -> Any:
        """What the ledger answers; its refusal must be one the model expects, and only then."""
        try:
            with partner_work(self.world.partner_id) as db:
                result = do(db)
        except DomainError as error:
            refused = error.code
        else:
            refused = ""
        if refused:
            assert refused in expected, f"{refused}, not {expected}"
            self.tally(refused)
            return None
        assert not expected, f"done, and not refused: {expected}"
        return result

    def account(self, which: int) -> Account:
        return [*self.model.accounts.values()][which % len(self.model.accounts)]

    def hold(self, which: int) -> Hold:
        return [*self.model.holds.values()][which % len(self.model.holds)]

    def draft(self, wanted: dict[str, Any]) -> Draft:
        """A draft of moves between accounts of one currency, sometimes with one thing wrong."""
        entries = [entry for move in wanted["moves"] for entry in self.move(*move)]
        days = {"ancient": -401, "future": 61}.get(wanted["crooked"], wanted["days"])
        key = "k" * 256 if wanted["crooked"] == "long" else f"{self.serial} {wanted['key']}"
        hold = None
        if wanted["hold"] is not None and self.model.holds:
            hold = self.hold(wanted["hold"]).id
        return Draft(
            key=key if wanted["key"] < 6 or wanted["crooked"] else f"{key} {next(codes)}",
            cause=Cause.BOOK_TRANSFER,
            subject=("account", None),
            description="",
            effective_on=self.now.date() + timedelta(days),
            entries=tuple(self.bend(entries, wanted["crooked"])),
            settles_hold=hold,
        )

    def move(self, giver: int, taker: int, minor: int) -> Iterator[Entry]:
        debited = self.account(giver)
        others = [a for a in self.model.accounts.values() if a.currency == debited.currency]
        amount = Money(minor, debited.currency)
        yield Entry(ledger_id(debited), Side.DEBIT, amount)
        yield Entry(ledger_id(others[taker % len(others)]), Side.CREDIT, amount)

    def bend(self, entries: list[Entry], how: str) -> list[Entry]:
        first = entries[0]
        match how:
            case "odd":
                bent = Money(first.amount.minor + 1, first.amount.currency)
            case "zero":
                bent = Money(0, first.amount.currency)
            case "other":
                bent = Money(first.amount.minor, "GBP")
            case "unknown":
                nowhere = LedgerAccountId(new_id(self.now))
                return [Entry(nowhere, first.side, first.amount), *entries[1:]]
            case _:
                return entries
        return [Entry(first.ledger_account_id, first.side, bent), *entries[1:]]

    def simple(
        self, key: str, entries: tuple[Entry, ...], reverses: TransactionId | None = None
    ) -> Draft:
        return Draft(
            key=f"{self.serial} {key}",
            cause=Cause.ADJUSTMENT,
            subject=("account", None),
            description="",
            effective_on=self.now.date(),
            entries=entries,
            reverses=reverses,
        )


def ledger_id(account: Account) -> LedgerAccountId:
    return LedgerAccountId(account.id)
