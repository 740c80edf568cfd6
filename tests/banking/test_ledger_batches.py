"""Many transactions at once: each is answered for, and a batch posts what singles would."""

import threading
from dataclasses import replace

import pytest

from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.post_batch import BatchLine, post_batch
from app.banking.ledger.queries import chart, entry_page
from app.banking.ledger.rules import Cause, Draft, Entry, Side, move
from app.kernel.actor import OPERATOR
from app.kernel.errors import Refused
from app.kernel.ids import LedgerAccountId, new_id
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.customer_verbs import Person
from tests.world import World


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def transfer(giver: Person, taker: Person, minor: int, key: str) -> Draft:
    return Draft(
        key=key,
        cause=Cause.BOOK_TRANSFER,
        subject=("account", giver.account_id),
        description="Book transfer",
        effective_on=giver.world.now.date(),
        entries=move(usd(minor), debit=giver.ledger_account_id, credit=taker.ledger_account_id),
    )


def codes(lines: tuple[BatchLine, ...]) -> list[str]:
    """What became of each, in a word."""
    return [
        line.refusal.code
        if line.refusal
        else "replayed"
        if line.is_replay
        else "posted"
        if line.transaction_id
        else "kept_back"
        for line in lines
    ]


def batch(world: World, *drafts: Draft, is_atomic: bool = False) -> list[str]:
    with partner_work(world.partner_id) as db:
        return codes(post_batch(db, drafts, is_atomic=is_atomic, now=world.now))


def test_a_batch_posts_each_of_its_transactions(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    drafts = [transfer(harbor.ada, harbor.grace, 1_00, f"b{n}") for n in range(50)]
    assert batch(harbor, *drafts) == ["posted"] * 50
    assert harbor.ada.balance.current == usd(50_00)
    assert harbor.grace.balance.current == usd(50_00)
    assert batch(harbor, *drafts) == ["replayed"] * 50
    assert harbor.grace.balance.current == usd(50_00)


def test_money_that_comes_in_earlier_in_a_batch_can_go_out_later_in_it(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    outcome = batch(
        harbor,
        transfer(harbor.ada, harbor.grace, 10_00, "there"),
        transfer(harbor.grace, harbor.ada, 4_00, "back"),
        transfer(harbor.ada, harbor.grace, 4_01, "too much"),
        transfer(harbor.ada, harbor.grace, 4_00, "all"),
    )
    assert outcome == ["posted", "posted", "insufficient_funds", "posted"]
    assert harbor.ada.balance.current == usd(0)


def test_each_refused_line_says_why_and_the_others_are_posted(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    good = transfer(harbor.ada, harbor.grace, 1_00, "good")
    nowhere = LedgerAccountId(new_id(harbor.now))
    crooked = (
        Entry(harbor.ada.ledger_account_id, Side.DEBIT, usd(2)),
        Entry(harbor.grace.ledger_account_id, Side.CREDIT, usd(1)),
    )
    batch(harbor, transfer(harbor.ada, harbor.grace, 1, "used"))
    outcome = batch(
        harbor,
        good,
        replace(good, key="crooked", entries=crooked),
        replace(
            good,
            key="nowhere",
            entries=move(usd(1), debit=harbor.ada.ledger_account_id, credit=nowhere),
        ),
        replace(good, key="one line", entries=good.entries[:1]),
        replace(good, key="ancient", effective_on=good.effective_on.replace(year=1999)),
        transfer(harbor.ada, harbor.grace, 2, "used"),
        transfer(harbor.ada, harbor.juniper.ada, 1, "stranger"),
        transfer(harbor.ada, harbor.grace, 100_00, "too much"),
        transfer(harbor.ada, harbor.grace, 2_00, "good too"),
    )
    assert outcome == [
        "posted",
        "unbalanced",
        "not_found",
        "malformed",
        "malformed",
        "idempotency_conflict",
        "not_found",
        "insufficient_funds",
        "posted",
    ]
    assert harbor.grace.balance.current == usd(3_01)


def test_all_or_nothing_keeps_the_good_ones_back(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    drafts = (
        transfer(harbor.ada, harbor.grace, 9_00, "first"),
        transfer(harbor.ada, harbor.grace, 9_00, "second"),
    )
    assert batch(harbor, *drafts, is_atomic=True) == ["kept_back", "insufficient_funds"]
    assert harbor.grace.balance.current == usd(0)
    assert batch(harbor, *drafts[:1], is_atomic=True) == ["posted"]
    assert harbor.grace.balance.current == usd(9_00)


def test_the_same_key_twice_in_one_batch_posts_once(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    same = transfer(harbor.ada, harbor.grace, 1_00, "same")
    other = transfer(harbor.ada, harbor.grace, 2_00, "same")
    assert batch(harbor, same, same, other) == ["posted", "replayed", "idempotency_conflict"]
    assert harbor.grace.balance.current == usd(1_00)


def test_a_batch_settles_holds_and_refuses_those_that_are_over(harbor: World) -> None:
    harbor.ada.is_given("30.00")
    order = HoldOrder(
        harbor.ada.ledger_account_id, usd(30_00), "ACH transfer", ("account", None), key="h"
    )
    with partner_work(harbor.partner_id) as db:
        hold_id = place_hold(db, order, now=harbor.now)
    settled = replace(transfer(harbor.ada, harbor.grace, 25_00, "s"), settles_hold=hold_id)
    again = replace(transfer(harbor.ada, harbor.grace, 1_00, "t"), settles_hold=hold_id)
    assert batch(harbor, settled) == ["posted"]
    assert batch(harbor, again) == ["hold_not_open"]
    assert harbor.ada.balance.current == harbor.ada.balance.available == usd(5_00)


def test_two_of_a_batch_cannot_settle_one_hold(harbor: World) -> None:
    harbor.ada.is_given("30.00")
    order = HoldOrder(harbor.ada.ledger_account_id, usd(20_00), "Card", ("card", None), key="h")
    with partner_work(harbor.partner_id) as db:
        hold_id = place_hold(db, order, now=harbor.now)
    drafts = [
        replace(transfer(harbor.ada, harbor.grace, 5_00, f"s{n}"), settles_hold=hold_id)
        for n in range(3)
    ]
    assert batch(harbor, *drafts) == ["posted", "hold_not_open", "hold_not_open"]
    assert harbor.ada.balance.available == usd(25_00)


def test_entries_of_a_batch_are_those_of_singles(harbor: World) -> None:
    harbor.ada.is_given("30.00")
    harbor.wait(seconds=1)
    with partner_work(harbor.partner_id) as db:
        fees = chart(db, harbor.program_id)["fee_income"]
        ada, grace = harbor.ada.ledger_account_id, harbor.grace.ledger_account_id
        three = (
            Entry(ada, Side.DEBIT, usd(1_25), "To Grace"),
            Entry(grace, Side.CREDIT, usd(1_00), "From Ada"),
            Entry(fees, Side.CREDIT, usd(25)),
        )
        draft = replace(transfer(harbor.ada, harbor.grace, 1, "single"), entries=three)
        post(db, draft, now=harbor.now)
        post_batch(db, [replace(draft, key="batch")], is_atomic=True, now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        one, other = entry_page(db, ada, limit=2).lines
    assert (one.description, one.amount, one.line) == (other.description, other.amount, other.line)
    assert harbor.ada.balance.current == usd(27_50)


def test_an_empty_batch_is_refused(harbor: World) -> None:
    with pytest.raises(Refused, match="refused"), partner_work(harbor.partner_id) as db:
        post_batch(db, [], is_atomic=True, now=harbor.now)


def test_batches_that_cross_never_deadlock(harbor: World) -> None:
    people = [harbor.ada, harbor.grace, harbor.becomes_customer("Mae", "Tran")]
    for person in people:
        person.is_given("50.00")
    outcomes: list[str] = []

    def send(number: int) -> None:
        order = people[number % 3 :] + people[: number % 3]
        drafts = [
            transfer(order[n % 3], order[(n + 1 + number % 2) % 3], 1, f"{number} {n}")
            for n in range(40)
        ]
        outcomes.extend(batch(harbor, *drafts))

    threads = [threading.Thread(target=send, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["posted"] * 240
    assert sum(person.balance.current.minor for person in people) == 150_00


def test_words_too_long_keep_only_their_own_transaction_back(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    good = transfer(harbor.ada, harbor.grace, 1_00, "good")
    long = replace(good.entries[0], description="x" * 501)
    bad = replace(good, key="bad", entries=(long, good.entries[1]))
    assert batch(harbor, bad, good) == ["malformed", "posted"]
    assert harbor.grace.balance.current == usd(1_00)


def test_a_hold_that_is_over_takes_no_money_from_the_lines_behind_it(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    nowhere = replace(
        transfer(harbor.ada, harbor.grace, 10_00, "over"), settles_hold=new_id(harbor.now)
    )
    assert batch(harbor, nowhere, transfer(harbor.ada, harbor.grace, 10_00, "all")) == [
        "hold_not_open",
        "posted",
    ]


def test_a_replay_is_answered_although_its_day_is_locked(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    draft = transfer(harbor.ada, harbor.grace, 1_00, "yesterday")
    assert batch(harbor, draft) == ["posted"]
    through = harbor.now.date()
    harbor.wait(days=1)
    with partner_work(harbor.partner_id) as db:
        lock_period(db, through=through, reason="Closed", actor=OPERATOR, now=harbor.now)
    assert batch(harbor, draft, replace(draft, key="another")) == ["replayed", "period_locked"]
