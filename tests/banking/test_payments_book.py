"""Transfers between accounts of one brand: at once, or not at all."""

import pytest

from app.banking.ledger.queries import entries_between
from app.banking.ledger.transactions import transactions_of
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.storage.session import customer_work, partner_work
from tests.customer_verbs import Person
from tests.world import World


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


def words(person: Person) -> list[str]:
    """What the owner reads, newest first."""
    world = person.world
    with customer_work(world.partner_id, person.customer_id) as db:
        day = eastern_day(world.now)
        _, lines = entries_between(db, person.ledger_account_id, first=day, last=day)
    return [line.description for line in reversed(lines)]


def test_ada_pays_grace_at_once(harbor: World) -> None:
    harbor.ada.is_given("$100.00")

    payment = harbor.ada.sends_to(harbor.grace, "$12.50", note="Lunch")

    assert harbor.payment(payment).status == "settled"
    assert harbor.ada.balance.available == dollars(87_50)
    assert harbor.grace.balance.available == dollars(12_50)
    with partner_work(harbor.partner_id) as db:
        [transaction] = transactions_of(db, payment)
    assert {entry.side for entry in transaction.entries} == {"debit", "credit"}


def test_each_reads_words_of_their_own(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    harbor.wait(minutes=1)
    harbor.ada.sends_to(harbor.grace, "$12.50", note="Lunch")

    assert words(harbor.ada)[0] == "Transfer to Grace L.: Lunch"
    assert words(harbor.grace)[0] == "Transfer from Ada O.: Lunch"


def test_money_moves_between_two_accounts_of_one_person(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    savings = harbor.ada.opens_another_account()

    harbor.ada.sends_to(savings, "$30.00")

    assert savings.balance.available == dollars(30_00)
    assert words(savings)[0] == "Transfer from your other account"


def test_numbers_may_be_written_with_blanks(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    number = harbor.grace.account_number
    harbor.ada.sends_to_number(f" {number[:4]} {number[4:8]}-{number[8:]} ", "$1.00")
    assert harbor.grace.balance.available == dollars(1_00)


def test_a_number_nobody_has_is_refused(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    for number in ("440199999999", "", "0", "no number", "9" * 40, "\x00", "٤٤٠١"):
        with pytest.raises(Refused, match="no account here"):
            harbor.ada.sends_to_number(number, "$1.00")
    assert harbor.ada.balance.available == dollars(100_00)


def test_an_account_of_another_brand_is_unknown_here(harbor: World) -> None:
    lin = harbor.juniper.becomes_customer("Lin", "Castellanos")
    harbor.ada.is_given("$100.00")
    with pytest.raises(Refused, match="no account here"):
        harbor.ada.sends_to(lin, "$1.00")


def test_an_account_cannot_pay_itself(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    with pytest.raises(Refused, match="would come from"):
        harbor.ada.sends_to(harbor.ada, "$1.00")


def test_more_than_available_is_refused(harbor: World) -> None:
    harbor.ada.is_given("$10.00")
    with pytest.raises(Refused, match="not enough available"):
        harbor.ada.sends_to(harbor.grace, "$10.01")
    assert harbor.grace.balance.available == dollars(0)


def test_a_frozen_sender_and_a_frozen_recipient_are_refused_alike(harbor: World) -> None:
    harbor.ada.is_given("$10.00")
    harbor.grace.is_given("$10.00")
    harbor.grace.is_frozen(incoming=True)

    with pytest.raises(Refused) as to_frozen:
        harbor.ada.sends_to(harbor.grace, "$1.00")
    with pytest.raises(Refused) as from_frozen:
        harbor.grace.sends_to(harbor.ada, "$1.00")

    assert str(to_frozen.value) == str(from_frozen.value)
    assert harbor.ada.balance.available == dollars(10_00)


def test_the_same_key_pays_once(harbor: World) -> None:
    harbor.ada.is_given("$100.00")

    first = harbor.ada.sends_to(harbor.grace, "$10.00", key="double click")
    again = harbor.ada.sends_to(harbor.grace, "$10.00", key="double click")

    assert first == again
    assert harbor.grace.balance.available == dollars(10_00)


def test_the_same_key_for_another_amount_is_a_conflict(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    harbor.ada.sends_to(harbor.grace, "$10.00", key="double click")
    with pytest.raises(Conflict):
        harbor.ada.sends_to(harbor.grace, "$11.00", key="double click")
    assert harbor.grace.balance.available == dollars(10_00)


def test_a_key_belongs_to_its_account(harbor: World) -> None:
    """Nobody can block, or learn of, another customer's payment by guessing its key."""
    harbor.ada.is_given("$10.00")
    harbor.grace.is_given("$10.00")
    harbor.ada.sends_to(harbor.grace, "$1.00", key="1")
    harbor.grace.sends_to(harbor.ada, "$2.00", key="1")
    assert harbor.ada.balance.available == dollars(11_00)


def test_nobody_sends_from_an_account_of_someone_else(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    with pytest.raises(NotFound):
        harbor.grace.sends_from(harbor.ada, harbor.grace, "$10.00")
    assert harbor.ada.balance.available == dollars(100_00)
