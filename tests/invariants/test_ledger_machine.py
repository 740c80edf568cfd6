"""Any sequence of the ledger's verbs leaves what a plain Python model of it says."""

import time
from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.post_batch import post_batch
from app.banking.ledger.actions.reverse import reverse
from app.banking.ledger.balances import accounts_with_balances
from app.banking.ledger.rules import Cause, Draft, reversal_of
from app.kernel.actor import OPERATOR
from app.kernel.ids import TransactionId, new_id
from app.storage.session import partner_work
from tests.invariants.figures import Told, asked, fresh_seed
from tests.invariants.machine import amounts, codes, drafts, some
from tests.invariants.machine_accounts import AccountRules
from tests.seal_verbs import faults
from tests.world import World


class Books(AccountRules):
    """A partner's ledger beside its model; every rule does one thing to both."""

    @initialize()
    def open_a_pooled_and_a_guarded_account(self) -> None:
        self.open(0, 0, floor=None)
        self.open(1, 0, floor=0)
        self.open(1, 0, floor=-300)
        self.pay(0, 1, 1_000)

    @rule(giver=some, taker=some, minor=amounts)
    def pay(self, giver: int, taker: int, minor: int) -> None:
        """Nothing is wrong with the request; whether the money is there is the question."""
        key = f"{self.serial} pay {next(codes)}"
        self.post_draft(self.simple(key, tuple(self.move(giver, taker, minor))))

    @rule(which=some, taker=some, minor=amounts)
    def settle(self, which: int, taker: int, minor: int) -> None:
        """For any amount, from the account of the hold."""
        if not self.model.holds:
            return
        hold = self.hold(which)
        giver = [*self.model.accounts].index(hold.account_id)
        key = f"{self.serial} settle {next(codes)}"
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
