"""Any sequence of the ledger's verbs leaves what a plain Python model of it says."""

import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.change_hold import change_hold
from app.banking.ledger.actions.close_ledger_account import close_ledger_account
from app.banking.ledger.actions.end_hold import end_hold
from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.post_batch import post_batch
from app.banking.ledger.actions.rename_ledger_account import rename_ledger_account
from app.banking.ledger.actions.reverse import reverse
from app.banking.ledger.actions.root_day import root_day
from app.banking.ledger.actions.set_floor import set_floor
from app.banking.ledger.balances import accounts_with_balances, balance_as_of
from app.banking.ledger.rules import Cause, Draft, Entry, Side, reversal_of
from app.kernel.actor import OPERATOR, SCHEDULE
from app.kernel.errors import DomainError
from app.kernel.ids import HoldId, LedgerAccountId, TransactionId, new_id
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.invariants.figures import Told, asked, fresh_seed
from tests.invariants.ledger_model import Account, Hold, Model
from tests.seal_verbs import faults, seals
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
_codes = count(1)


class Books(RuleBasedStateMachine):
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
        self.serial = next(_codes)

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

    @initialize()
    def open_a_pooled_and_a_guarded_account(self) -> None:
        self.open(0, 0, floor=None)
        self.open(1, 0, floor=0)
        self.open(1, 0, floor=-300)
        self.pay(0, 1, 1_000)

    @rule(kind=some, currency=some, floor=st.none() | st.sampled_from((0, 0, 0, -500)))
    def open(self, kind: int, currency: int, floor: int | None) -> None:
        if len(self.model.accounts) >= 9:
            return
        order = LedgerAccountOrder(
            code=f"machine {next(_codes)}",
            name="Opened",
            kind=KINDS[kind % len(KINDS)],
            currency=CURRENCIES[currency % len(CURRENCIES)] if currency % 3 else "USD",
            is_pooled=floor is None,
            floor_minor=floor,
        )
        account_id = self.answer(set(), lambda db: open_ledger_account(db, order, now=self.now))
        side = Side.DEBIT if order.kind in ("asset", "expense") else Side.CREDIT
        account = Account(UUID(int=account_id.int), side, order.currency, floor, order.name)
        self.model.accounts[account.id] = account

    @rule(which=some, name=st.sampled_from(("Cash", "Fees", "Café ☕")))
    def rename(self, which: int, name: str) -> None:
        account = self.account(which)
        self.answer(
            set(),
            lambda db: rename_ledger_account(
                db, ledger_account_id=ledger_id(account), name=name, actor=OPERATOR, now=self.now
            ),
        )
        account.name = name

    @rule(which=some, outgoing=st.booleans(), incoming=st.booleans())
    def freeze(self, which: int, outgoing: bool, incoming: bool) -> None:
        account = self.account(which)
        self.answer(
            {"not_found"} if account.is_closed else set(),
            lambda db: freeze(
                db,
                ledger_account_id=ledger_id(account),
                outgoing=outgoing,
                incoming=incoming,
                actor=OPERATOR,
                now=self.now,
            ),
        )
        if not account.is_closed:
            account.is_debit_frozen, account.is_credit_frozen = outgoing, incoming

    @rule(which=some)
    def thaw(self, which: int) -> None:
        self.freeze(which, outgoing=False, incoming=False)

    @rule(which=some)
    def close(self, which: int) -> None:
        account = self.account(which)
        is_empty = not account.is_pooled and account.current == account.held == 0
        may = is_empty and not account.is_closed
        self.answer(
            set() if may else {"account_not_empty"},
            lambda db: close_ledger_account(
                db, ledger_account_id=ledger_id(account), actor=OPERATOR, now=self.now
            ),
        )
        account.is_closed = account.is_closed or may

    @rule(which=some, minor=st.sampled_from((0, -100, -1_000, 5)))
    def set_floor(self, which: int, minor: int) -> None:
        account = self.account(which)
        gone = account.is_pooled or account.is_closed
        expected = {"floor_positive"} if minor > 0 else {"not_found"} if gone else set()
        floor = Money(minor, account.currency)
        self.answer(
            expected,
            lambda db: set_floor(
                db, ledger_account_id=ledger_id(account), floor=floor, actor=OPERATOR, now=self.now
            ),
        )
        if not expected:
            account.floor = minor

    @rule(giver=some, taker=some, minor=amounts)
    def pay(self, giver: int, taker: int, minor: int) -> None:
        """Nothing is wrong with the request; whether the money is there is the question."""
        key = f"{self.serial} pay {next(_codes)}"
        self.post_draft(self.simple(key, tuple(self.move(giver, taker, minor))))

    @rule(which=some, taker=some, minor=amounts)
    def settle(self, which: int, taker: int, minor: int) -> None:
        """For any amount, from the account of the hold."""
        if not self.model.holds:
            return
        hold = self.hold(which)
        giver = [*self.model.accounts].index(hold.account_id)
        key = f"{self.serial} settle {next(_codes)}"
        draft = self.simple(key, tuple(self.move(giver, taker, minor)))
        self.post_draft(replace(draft, settles_hold=hold.id))

    @rule(wanted=drafts)
    def post(self, wanted: dict[str, Any]) -> None:
        self.post_draft(self.draft(wanted))

    @rule(wanted=drafts, which=some)
    def post_again(self, wanted: dict[str, Any], which: int) -> None:
        """The same request once more, or its key with another one."""
        if not self.model.drafts:
            return self.post(wanted)
        drafts = [draft for _, draft in self.model.drafts.values()]
        return self.post_draft(drafts[which % len(drafts)])

    def post_draft(self, draft: Draft) -> None:
        first = self.model.first_under(draft)
        posted = self.answer(
            self.model.faults(draft, self.now), lambda db: post(db, draft, now=self.now)
        )
        if posted is None:
            return
        self.tally("replayed" if posted.is_replay else "posted")
        assert posted.is_replay == (first is not None)
        if first:
            assert posted.id == first
            return
        self.model.post(draft, UUID(int=posted.id.int), self.now)
        for account_id, balance in posted.balances.items():
            account = self.model.accounts[UUID(int=account_id.int)]
            assert (balance.current.minor, balance.held.minor) == (account.current, account.held)

    @rule(wanted=st.lists(drafts, min_size=1, max_size=8), is_atomic=st.booleans())
    def post_batch(self, wanted: list[dict[str, Any]], is_atomic: bool) -> None:
        """As singles in their order; all or none when it is atomic."""
        batch = [self.draft(each) for each in wanted]
        trial = deepcopy(self.model)
        lines = self.answer(
            set(), lambda db: post_batch(db, batch, is_atomic=is_atomic, now=self.now)
        )
        is_kept_back = is_atomic and any(line.refusal for line in lines)
        for draft, line in zip(batch, lines, strict=True):
            expected, first = trial.faults(draft, self.now), trial.first_under(draft)
            if line.refusal:
                assert line.refusal.code in expected, f"{line.refusal.code}, not {expected}"
                self.tally(f"{line.refusal.code} in a batch")
                continue
            assert not expected, f"done, and not refused: {expected}"
            if not first:
                trial.post(draft, line.transaction_id or new_id(self.now), self.now)
            if not is_kept_back:
                assert line.is_replay == (first is not None)
                assert line.transaction_id == first or not first
                self.tally("replayed in a batch" if first else "posted in a batch")
        if is_kept_back:
            assert not any(line.transaction_id for line in lines)
        else:
            self.model = trial

    @rule(which=some)
    def reverse(self, which: int) -> None:
        if not self.model.drafts:
            return
        first_id, first = [*self.model.drafts.values()][which % len(self.model.drafts)]
        done = self.model.reversed_by.get(first_id)
        draft = Draft(
            key=f"reversal {first_id}",
            cause=Cause.REVERSAL,
            subject=("transaction", first_id),
            description="",
            effective_on=self.now.date(),
            entries=reversal_of(first.entries),
            reverses=TransactionId(first_id),
        )
        reversal_id = self.answer(
            set() if done else self.model.faults(draft, self.now),
            lambda db: reverse(
                db,
                transaction_id=TransactionId(first_id),
                reason="sent twice",
                actor=OPERATOR,
                now=self.now,
            ),
        )
        assert done in (None, reversal_id)
        if reversal_id and not done:
            self.model.post(draft, UUID(int=reversal_id.int), self.now)
            self.tally("reversed")

    @rule(which=some)
    def reverse_by_hand(self, which: int) -> None:
        """Under another key, or not all of it: nothing is undone twice, or in part."""
        if not self.model.drafts:
            return
        first_id, first = [*self.model.drafts.values()][which % len(self.model.drafts)]
        is_done = first_id in self.model.reversed_by
        entries = reversal_of(first.entries) if is_done else first.entries
        if not is_done and sorted(map(str, entries)) == sorted(map(str, reversal_of(entries))):
            return  # its own mirror
        draft = self.simple(f"by hand {first_id} {is_done}", entries, TransactionId(first_id))
        wrong = {"already_reversed"} if is_done else {"malformed"}
        self.answer(
            wrong | self.model.faults(draft, self.now), lambda db: post(db, draft, now=self.now)
        )

    @rule(which=some, minor=st.sampled_from((1, 50, 200, 0, -1)), key=st.integers(0, 6))
    def place_hold(self, which: int, minor: int, key: int) -> None:
        guarded = [a for a in self.model.accounts.values() if not a.is_pooled]
        account = guarded[which % len(guarded)] if which % 8 else self.account(which)
        order = HoldOrder(
            ledger_id(account),
            Money(minor, account.currency),
            "Set aside",
            ("account", None),
            key=f"{self.serial} {key}",
        )
        known = next((h for h in self.model.holds.values() if h.key == order.key), None)
        expected = self.hold_faults(account, minor, known)
        hold_id = self.answer(expected, lambda db: place_hold(db, order, now=self.now))
        if hold_id is None:
            return
        if known:
            assert hold_id == known.id
            return
        hold = Hold(UUID(int=hold_id.int), account.id, minor, minor, order.key)
        self.model.holds[hold.id] = hold
        account.held += minor
        self.tally("held")

    def hold_faults(self, account: Account, minor: int, known: Hold | None) -> set[str]:
        if minor <= 0 and not account.is_pooled:
            return {"malformed", "idempotency_conflict"}
        if known:
            same = known.account_id == account.id and known.placed_minor == minor
            return set() if same else {"idempotency_conflict", "malformed"}
        if account.is_pooled:
            return {"not_found"}
        return self.aside_faults(account, minor)

    def aside_faults(self, account: Account, more: int) -> set[str]:
        faults = set()
        if account.is_closed or (more > 0 and account.is_debit_frozen):
            faults.add("account_not_open")
        room = account.current - account.held - (account.floor or 0)
        if more > 0 and room < more:
            faults.add("insufficient_funds")
        return faults

    @rule(which=some, minor=st.sampled_from((1, 40, 300)))
    def change_hold(self, which: int, minor: int) -> None:
        if not self.model.holds:
            return
        hold = self.hold(which)
        account = self.model.accounts[hold.account_id]
        is_open = hold.status == "open"
        faults = self.aside_faults(account, minor - hold.minor) if is_open else {"hold_not_open"}
        amount = Money(minor, account.currency)
        self.answer(
            faults,
            lambda db: change_hold(
                db, hold_id=HoldId(hold.id), amount=amount, actor=OPERATOR, now=self.now
            ),
        )
        if not faults:
            account.held += minor - hold.minor
            hold.minor = minor

    @rule(which=some, status=st.sampled_from(("released", "expired")))
    def end_hold(self, which: int, status: Any) -> None:
        if not self.model.holds:
            return
        hold = self.hold(which)
        ended = self.answer(set(), lambda db: ends(db, HoldId(hold.id), status, self.now))
        assert ended == (hold.status == "open")
        if ended:
            self.model.end_hold(hold, status)

    @rule(days=st.sampled_from((-1, 0, 1, 3)))
    def lock_period(self, days: int) -> None:
        through = self.now.date() - timedelta(days)
        expected = set()
        if through >= self.now.date():
            expected.add("malformed")
        if self.model.locked_through is not None and through <= self.model.locked_through:
            expected.add("period_locked")
        self.answer(
            expected,
            lambda db: lock_period(
                db, through=through, reason="Closed", actor=OPERATOR, now=self.now
            ),
        )
        if not expected:
            self.model.locked_through = through
            self.tally("locked")

    @rule(hours=st.sampled_from((1, 24, 50)))
    def time_passes(self, hours: int) -> None:
        self.world.wait(hours=hours)

    @rule(days=st.sampled_from((None, None, 0, 2)))
    def seal(self, days: int | None) -> None:
        """Everything written goes into blocks; sometimes a day's balances are kept too."""
        self.tally("blocks" if seals(self.world) else "no block")
        if days is not None:
            on = self.now.date() - timedelta(days)
            with partner_work(self.world.partner_id) as db:
                root_day(db, day=on, actor=OPERATOR, now=self.now)

    @rule(which=some, back=st.integers(-5, 45), ago=st.none() | st.integers(0, 60))
    def look_back(self, which: int, back: int, ago: int | None) -> None:
        """As of any day, and as known at any moment."""
        account = self.account(which)
        on: date = self.now.date() - timedelta(back)
        known_at = None if ago is None else self.now - timedelta(hours=ago)
        with partner_work(self.world.partner_id) as db:
            told = balance_as_of(db, ledger_id(account), on=on, known_at=known_at).balance
        assert told.minor == self.model.balance(account.id, on, known_at)
        self.tally("looked back")

    @invariant()
    def model_and_ledger_say_the_same(self) -> None:
        if not self.model.accounts:
            return
        with partner_work(self.world.partner_id) as db:
            rows = {row.id: row for row in db.execute(accounts_with_balances()).all()}
            entries = db.scalar(text("select count(*) from entry"))
        for account in self.model.accounts.values():
            row = rows[account.id]
            told = (row.current, row.held_minor, row.name, row.normal_side)
            assert told == (account.current, account.held, account.name, account.normal_side)
        grown = len(self.model.postings)
        assert entries == self.entries + grown, "entries are only ever added"

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
            key=key if wanted["key"] < 6 or wanted["crooked"] else f"{key} {next(_codes)}",
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


def ends(db: Session, hold_id: HoldId, status: Any, now: datetime) -> bool:
    """Expiring is told by whoever lets it expire, as the worker does."""
    ended = end_hold(db, hold_id=hold_id, status=status, now=now)
    if ended and status == "expired":
        record(db, SCHEDULE, "hold.expired", subject=("hold", hold_id), now=now)
    return ended


def ledger_id(account: Account) -> LedgerAccountId:
    return LedgerAccountId(account.id)


def run(world: World, told: Told, *, sequences: int, steps: int, minutes: float) -> None:
    """Runs of some sequences each, until there are enough or the time is over."""
    number, began, ran = fresh_seed(), time.monotonic(), 0
    Books.world, Books.done = world, {}
    try:
        while ran < sequences and time.monotonic() - began < minutes * 60:
            portion = min(sequences - ran, 25)
            seed(number + ran)(Books)
            run_state_machine_as_test(
                Books,
                settings=settings(
                    max_examples=portion,
                    stateful_step_count=steps,
                    deadline=None,
                    database=None,
                    phases=(Phase.generate,),
                    suppress_health_check=list(HealthCheck),
                ),
            )
            ran += portion
    finally:
        told("ledger machine", seed=number, sequences=ran, steps_max=steps, **Books.done)
    assert Books.done.keys() >= {"posted", "replayed"}, "a run that attacked nothing"
    assert faults(world) == []


def test_any_sequence_of_verbs_is_what_the_model_says(harbor: World, told: Told) -> None:
    run(harbor, told, sequences=20, steps=40, minutes=1)


@pytest.mark.soak
def test_many_sequences_of_verbs_are_what_the_model_says(harbor: World, told: Told) -> None:
    sequences, minutes = asked("SEQUENCES", 50_000), asked("MACHINE_MINUTES", 30)
    run(harbor, told, sequences=sequences, steps=50, minutes=minutes)
