"""The ledger keeps its promises whoever calls it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.banking.ledger.actions.change_hold import change_hold
from app.banking.ledger.actions.close_ledger_account import close_ledger_account
from app.banking.ledger.actions.end_hold import end_hold
from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.post_batch import post_batch
from app.banking.ledger.actions.reverse import reverse
from app.banking.ledger.actions.set_floor import set_floor
from app.banking.ledger.balances import balance_as_of
from app.banking.ledger.queries import (
    balance_of,
    chart,
    entries_between,
    entry_page,
    program_accounts,
)
from app.banking.ledger.rules import Cause, Draft, Entry, Side, exchange, move
from app.kernel.actor import OPERATOR
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import LedgerAccountId, new_id
from app.kernel.money import Money
from app.storage.session import customer_work, partner_work
from tests.customer_verbs import Person
from tests.world import World

ONE_DAY = timedelta(days=1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def transfer(giver: Person, taker: Person, minor: int, key: str = "t") -> Draft:
    return Draft(
        key=key,
        cause=Cause.BOOK_TRANSFER,
        subject=("account", giver.account_id),
        description="Book transfer",
        effective_on=giver.world.now.date(),
        entries=move(usd(minor), debit=giver.ledger_account_id, credit=taker.ledger_account_id),
    )


def test_money_that_moves_is_neither_made_nor_lost(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    with partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, harbor.grace, 40_00), now=harbor.now)
    assert harbor.ada.balance.current == usd(60_00)
    assert harbor.grace.balance.current == usd(40_00)


def test_nobody_spends_more_than_is_available(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    with pytest.raises(Refused, match="not enough"), partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, harbor.grace, 10_01), now=harbor.now)
    assert harbor.ada.balance.current == usd(10_00)


def test_the_same_key_twice_moves_money_once(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    with partner_work(harbor.partner_id) as db:
        first = post(db, transfer(harbor.ada, harbor.grace, 5_00), now=harbor.now)
        second = post(db, transfer(harbor.ada, harbor.grace, 5_00), now=harbor.now)
    assert first.id == second.id
    assert second.is_replay
    assert harbor.grace.balance.current == usd(5_00)


def test_the_same_key_for_another_request_is_refused(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    with partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, harbor.grace, 5_00), now=harbor.now)
    with pytest.raises(Conflict, match="first used"), partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, harbor.grace, 6_00), now=harbor.now)


def test_debits_and_credits_must_be_equal(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    entries = (
        Entry(harbor.ada.ledger_account_id, Side.DEBIT, usd(5_00)),
        Entry(harbor.grace.ledger_account_id, Side.CREDIT, usd(4_99)),
    )
    crooked = replace(transfer(harbor.ada, harbor.grace, 5_00), entries=entries)
    with pytest.raises(Refused, match="equal"), partner_work(harbor.partner_id) as db:
        post(db, crooked, now=harbor.now)
    assert harbor.ada.balance.current == usd(100_00)


def test_a_hold_lowers_available_and_not_current(harbor: World) -> None:
    harbor.ada.is_given("50.00")
    order = HoldOrder(
        harbor.ada.ledger_account_id, usd(20_00), "ACH transfer", ("account", None), key="h"
    )
    with partner_work(harbor.partner_id) as db:
        hold_id = place_hold(db, order, now=harbor.now)
    assert harbor.ada.balance.current == usd(50_00)
    assert harbor.ada.balance.available == usd(30_00)
    with partner_work(harbor.partner_id) as db:
        assert end_hold(db, hold_id=hold_id, status="released", now=harbor.now)
        assert not end_hold(db, hold_id=hold_id, status="released", now=harbor.now)
    assert harbor.ada.balance.available == usd(50_00)


def test_a_settled_hold_pays_from_what_was_set_aside(harbor: World) -> None:
    harbor.ada.is_given("50.00")
    order = HoldOrder(
        harbor.ada.ledger_account_id, usd(50_00), "ACH transfer", ("account", None), key="h"
    )
    with partner_work(harbor.partner_id) as db:
        hold_id = place_hold(db, order, now=harbor.now)
        settled = replace(transfer(harbor.ada, harbor.grace, 50_00), settles_hold=hold_id)
        post(db, settled, now=harbor.now)
    assert harbor.ada.balance.current == harbor.ada.balance.held == usd(0)


def test_a_frozen_account_neither_pays_nor_holds(harbor: World) -> None:
    harbor.ada.is_given("50.00")
    with partner_work(harbor.partner_id) as db:
        freeze(
            db,
            ledger_account_id=harbor.ada.ledger_account_id,
            outgoing=True,
            incoming=False,
            actor=OPERATOR,
            now=harbor.now,
        )
    with pytest.raises(Refused, match="frozen"), partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, harbor.grace, 1_00), now=harbor.now)
    harbor.ada.is_given("1.00")
    assert harbor.ada.balance.current == usd(51_00)


def test_a_reversal_gives_back_exactly_what_moved(harbor: World) -> None:
    harbor.ada.is_given("30.00")
    with partner_work(harbor.partner_id) as db:
        moved = post(db, transfer(harbor.ada, harbor.grace, 30_00), now=harbor.now).id
        undone = reverse(
            db, transaction_id=moved, reason="sent twice", actor=OPERATOR, now=harbor.now
        )
        again = reverse(
            db, transaction_id=moved, reason="sent twice", actor=OPERATOR, now=harbor.now
        )
    assert undone == again
    assert harbor.ada.balance.current == usd(30_00)


def test_sixteen_at_once_with_one_key_post_once(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    harbor.grace.is_given("1.00")
    ids = []

    def send() -> None:
        with partner_work(harbor.partner_id) as db:
            ids.append(post(db, transfer(harbor.ada, harbor.grace, 1_00), now=harbor.now).id)

    threads = [threading.Thread(target=send) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 16
    assert len(set(ids)) == 1
    assert harbor.grace.balance.current == usd(2_00)


def test_the_last_cent_is_spent_once(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    taker = harbor.grace
    outcomes = []

    def take(number: int) -> None:
        try:
            with partner_work(harbor.partner_id) as db:
                post(db, transfer(harbor.ada, taker, 1_00, key=f"t{number}"), now=harbor.now)
            outcomes.append("taken")
        except Refused:
            outcomes.append("refused")

    threads = [threading.Thread(target=take, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 14 + ["taken"] * 10
    assert harbor.ada.balance.current == usd(0)


def test_a_page_of_lines_carries_the_balance_after_each(harbor: World) -> None:
    for amount in ("1.00", "2.00", "3.00", "4.00"):
        harbor.ada.is_given(amount)
        harbor.wait(days=1)
    with partner_work(harbor.partner_id) as db:
        first = entry_page(db, harbor.ada.ledger_account_id, limit=3)
        second = entry_page(db, harbor.ada.ledger_account_id, before=first.next_cursor, limit=3)
    assert [line.running.minor for line in first.lines] == [10_00, 6_00, 3_00]
    assert [line.running.minor for line in second.lines] == [1_00]
    assert second.next_cursor is None


def test_opening_plus_lines_is_closing(harbor: World) -> None:
    harbor.ada.is_given("5.00")
    harbor.wait(days=2)
    harbor.ada.is_given("7.00")
    with partner_work(harbor.partner_id) as db:
        opening, lines = entries_between(
            db, harbor.ada.ledger_account_id, first=harbor.now.date(), last=harbor.now.date()
        )
    assert opening == usd(5_00)
    assert [line.running for line in lines] == [usd(12_00)]


def test_the_app_cannot_write_entries_past_the_ledger(harbor: World) -> None:
    for verb in (
        "insert into entry default values",
        "update entry set amount_minor = 1",
        "delete from ledger_transaction",
        "update ledger_account set current_minor = 1000000",
    ):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, partner_work(harbor.partner_id) as db:
            db.execute(text(verb))


def test_another_partners_account_does_not_exist(harbor: World) -> None:
    harbor.ada.is_given("5.00")
    stranger = harbor.juniper.ada
    with pytest.raises(NotFound), partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, stranger, 1_00), now=harbor.now)
    nowhere = replace(stranger, ledger_account_id=LedgerAccountId(new_id(harbor.now)))
    with pytest.raises(NotFound), partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, nowhere, 1_00), now=harbor.now)


def test_a_customer_cannot_lower_another_customers_account(harbor: World) -> None:
    harbor.grace.is_given("5.00")
    ada = harbor.ada
    with pytest.raises(NotFound), customer_work(harbor.partner_id, ada.customer_id) as db:
        post(db, transfer(harbor.grace, ada, 1_00), now=harbor.now)
    assert harbor.grace.balance.current == usd(5_00)


def test_a_call_for_another_partner_than_the_scope_is_refused(harbor: World) -> None:
    with pytest.raises(DBAPIError, match="not in scope"), partner_work(harbor.partner_id) as db:
        db.execute(
            text("select guildhall.close_ledger_account(:other, :account, now())"),
            {"other": harbor.juniper.partner_id, "account": harbor.ada.ledger_account_id},
        )


def test_the_accounts_of_the_chart_balance(harbor: World) -> None:
    harbor.ada.is_given("9.99")
    with partner_work(harbor.partner_id) as db:
        assert set(chart(db, harbor.program_id)) == {
            "fbo_cash",
            "ach_outgoing",
            "ach_incoming",
            "bank_clearing",
            "suspense",
            "fee_income",
        }
        accounts = program_accounts(db, harbor.program_id)
    cash = next(a for a in accounts if a.code == "fbo_cash")
    assert cash.balance.current == harbor.ada.balance.current


def test_amounts_beyond_any_account_are_refused(harbor: World) -> None:
    too_much = 2**63 - 1
    with partner_work(harbor.partner_id) as db:
        cash = chart(db, harbor.program_id)["fbo_cash"]
        draft = replace(
            transfer(harbor.ada, harbor.ada, 1),
            entries=move(usd(too_much), debit=cash, credit=harbor.ada.ledger_account_id),
        )
        post(db, draft, now=harbor.now)
    with pytest.raises(Refused, match="too large"), partner_work(harbor.partner_id) as db:
        post(db, replace(draft, key="again"), now=harbor.now)


def test_an_amount_in_another_currency_is_refused(harbor: World) -> None:
    harbor.ada.is_given("5.00")
    euros = move(
        Money(1_00, "EUR"),
        debit=harbor.ada.ledger_account_id,
        credit=harbor.grace.ledger_account_id,
    )
    draft = replace(transfer(harbor.ada, harbor.grace, 1), entries=euros)
    with pytest.raises(Refused, match="one currency"), partner_work(harbor.partner_id) as db:
        post(db, draft, now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        (line,) = post_batch(db, [draft], is_atomic=False, now=harbor.now)
    assert line.refusal is not None
    assert line.refusal.code == "other_currency"


def test_currencies_balance_each_by_itself(harbor: World) -> None:
    """Euros are bought through the program's own position in each currency."""
    harbor.ada.is_given("110.00")
    with partner_work(harbor.partner_id) as db:
        euros, dollar_position, euro_position = (
            open_ledger_account(
                db,
                LedgerAccountOrder(code, code, kind, currency, is_pooled=True),
                now=harbor.now,
            )
            for code, kind, currency in (
                ("eur deposit", "liability", "EUR"),
                ("position usd", "asset", "USD"),
                ("position eur", "asset", "EUR"),
            )
        )
        entries = exchange(
            usd(110_00),
            Money(100_00, "EUR"),
            accounts=(harbor.ada.ledger_account_id, euros),
            positions=(dollar_position, euro_position),
        )
        draft = replace(transfer(harbor.ada, harbor.grace, 1), entries=entries)
        post(db, draft, now=harbor.now)
        crooked = replace(draft, key="crooked", entries=entries[1:2] + entries[2:3])
        assert balance_of(db, euros).current == Money(100_00, "EUR")
        with pytest.raises(Refused, match="equal"), db.begin_nested():
            post(db, crooked, now=harbor.now)
    assert harbor.ada.balance.current == usd(0)


def test_a_customer_cannot_make_money_out_of_the_programs_cash(harbor: World) -> None:
    """Cash grows by a debit, a deposit by a credit: together they would be money from nowhere."""
    ada = harbor.ada
    with partner_work(harbor.partner_id) as db:
        cash = chart(db, harbor.program_id)["fbo_cash"]
    minted = replace(
        transfer(ada, ada, 1), entries=move(usd(100_00), debit=cash, credit=ada.ledger_account_id)
    )
    with pytest.raises(NotFound), customer_work(harbor.partner_id, ada.customer_id) as db:
        post(db, minted, now=harbor.now)
    assert ada.balance.current == usd(0)


def test_a_reused_key_is_told_what_differs(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    first = transfer(harbor.ada, harbor.grace, 5_00)
    with partner_work(harbor.partner_id) as db:
        post(db, first, now=harbor.now)
    other = replace(
        transfer(harbor.grace, harbor.ada, 6_00), cause=Cause.FEE, subject=first.subject
    )
    wanted = "the cause, the accounts and the amounts differ"
    with pytest.raises(Conflict, match=wanted), partner_work(harbor.partner_id) as db:
        post(db, other, now=harbor.now)


def test_locked_books_take_nothing_more_for_their_days(harbor: World) -> None:
    harbor.ada.is_given("10.00")
    yesterday = harbor.now.date() - ONE_DAY
    with partner_work(harbor.partner_id) as db:
        lock_period(db, through=yesterday, reason="closed", actor=OPERATOR, now=harbor.now)
    late = replace(transfer(harbor.ada, harbor.grace, 1_00), effective_on=yesterday)
    with pytest.raises(Refused, match="locked"), partner_work(harbor.partner_id) as db:
        post(db, late, now=harbor.now)
    with pytest.raises(Refused, match="locked"), partner_work(harbor.partner_id) as db:
        lock_period(db, through=yesterday, reason="again", actor=OPERATOR, now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        post(db, replace(late, effective_on=harbor.now.date()), now=harbor.now)
    assert harbor.grace.balance.current == usd(1_00)


def test_an_overdraft_line_is_a_negative_floor(harbor: World) -> None:
    account = harbor.ada.ledger_account_id
    with partner_work(harbor.partner_id) as db:
        set_floor(db, ledger_account_id=account, floor=usd(-50_00), actor=OPERATOR, now=harbor.now)
        posted = post(db, transfer(harbor.ada, harbor.grace, 50_00), now=harbor.now)
    assert posted.balances[account].current == usd(-50_00)
    with pytest.raises(Refused, match="not enough"), partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, harbor.grace, 1, key="more"), now=harbor.now)
    with pytest.raises(Refused, match="further"), partner_work(harbor.partner_id) as db:
        set_floor(db, ledger_account_id=account, floor=usd(-49_99), actor=OPERATOR, now=harbor.now)


def test_a_hold_is_raised_and_lowered_within_what_is_there(harbor: World) -> None:
    harbor.ada.is_given("50.00")
    account = harbor.ada.ledger_account_id
    order = HoldOrder(account, usd(20_00), "Card", ("card", None), key="h")
    with partner_work(harbor.partner_id) as db:
        hold_id = place_hold(db, order, now=harbor.now)
        change_hold(db, hold_id=hold_id, amount=usd(50_00), actor=OPERATOR, now=harbor.now)
        with pytest.raises(Refused, match="not enough"), db.begin_nested():
            change_hold(db, hold_id=hold_id, amount=usd(50_01), actor=OPERATOR, now=harbor.now)
        change_hold(db, hold_id=hold_id, amount=usd(5_00), actor=OPERATOR, now=harbor.now)
        assert place_hold(db, order, now=harbor.now) == hold_id
    assert harbor.ada.balance.available == usd(45_00)


def test_an_account_closes_only_empty(harbor: World) -> None:
    account = harbor.ada.ledger_account_id
    harbor.ada.is_given("1.00")
    with pytest.raises(Refused, match="no money"), partner_work(harbor.partner_id) as db:
        close_ledger_account(db, ledger_account_id=account, actor=OPERATOR, now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.ada, harbor.grace, 1_00), now=harbor.now)
        close_ledger_account(db, ledger_account_id=account, actor=OPERATOR, now=harbor.now)
    with pytest.raises(Refused, match="closed"), partner_work(harbor.partner_id) as db:
        post(db, transfer(harbor.grace, harbor.ada, 1_00, key="back"), now=harbor.now)


def test_balances_of_any_day_as_known_on_any_day(harbor: World) -> None:
    """Five dollars count for the second, and are posted on the fifth."""
    harbor.ada.is_given("10.00")
    second, known_then = harbor.now.date(), harbor.now
    harbor.wait(days=3)
    late = replace(transfer(harbor.ada, harbor.grace, 5_00), effective_on=second)
    with partner_work(harbor.partner_id) as db:
        post(db, late, now=harbor.now)
        account = harbor.ada.ledger_account_id
        assert balance_as_of(db, account, on=second - ONE_DAY).balance == usd(0)
        assert balance_as_of(db, account, on=second).balance == usd(5_00)
        as_then = balance_as_of(db, account, on=second, known_at=known_then)
    assert as_then.balance == usd(10_00)
    assert as_then.unknown == usd(-5_00)
