"""An account says what is there, what is held, and whether it moves; a freeze says why."""

from datetime import timedelta

import pytest

from app.banking.accounts.queries import DayCursor, account_detail, account_page, accounts_of
from app.banking.audit.queries import records_about
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import AccountId, new_id
from app.kernel.money import Money
from app.storage.session import customer_work, partner_work
from tests.customer_verbs import Person
from tests.world import World


def holds(person: Person, dollars: int) -> None:
    world = person.world
    with partner_work(world.partner_id) as db:
        place_hold(
            db,
            HoldOrder(
                ledger_account_id=person.ledger_account_id,
                amount=Money(dollars * 100, "USD"),
                reason="Check deposit",
                subject=("account", person.account_id),
                key=f"hold {new_id(world.now)}",
                expires_at=world.now + timedelta(days=2),
            ),
            now=world.now,
        )


def test_available_is_current_less_what_is_held(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    holds(harbor.ada, 30)

    balance = harbor.ada.account.balance

    assert balance.current == Money(100_00, "USD")
    assert balance.held == Money(30_00, "USD")
    assert balance.available == Money(70_00, "USD")


def test_numbers_are_masked_where_they_are_not_needed(harbor: World) -> None:
    account = harbor.ada.account
    assert account.masked_number == f"••••{account.account_number[-4:]}"


def test_a_frozen_account_pays_nothing_and_says_so(harbor: World) -> None:
    harbor.ada.is_given("$100.00")

    harbor.ada.is_frozen("Reported stolen phone")

    assert harbor.ada.account.status == "frozen"
    with pytest.raises(Refused):
        holds(harbor.ada, 1)
    harbor.ada.is_given("$5.00")
    assert harbor.ada.balance.current == Money(105_00, "USD")


def test_a_freeze_may_stop_money_in_as_well(harbor: World) -> None:
    harbor.ada.is_frozen("Court order", incoming=True)

    with pytest.raises(Refused):
        harbor.ada.is_given("$5.00")


def test_an_unfrozen_account_moves_again(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    harbor.ada.is_frozen()

    harbor.ada.is_unfrozen("Phone found")
    holds(harbor.ada, 10)

    assert harbor.ada.account.status == "open"
    assert harbor.ada.balance.held == Money(10_00, "USD")


def test_a_freeze_says_who_and_why(harbor: World) -> None:
    harbor.ada.is_frozen("Reported stolen phone")
    harbor.ada.is_unfrozen("Phone found")

    with partner_work(harbor.partner_id) as db:
        about = records_about(db, [harbor.ada.account_id])

    assert {(line.action, line.actor_label, line.reason or None) for line in about} == {
        ("account.opened", "Schedule", None),
        ("account.frozen", "Priya Raman", "Reported stolen phone"),
        ("account.unfrozen", "Priya Raman", "Phone found"),
    }


def test_freezing_twice_is_told_apart(harbor: World) -> None:
    harbor.ada.is_frozen()
    with pytest.raises(Conflict):
        harbor.ada.is_frozen("Again")
    harbor.ada.is_unfrozen()
    with pytest.raises(Conflict):
        harbor.ada.is_unfrozen()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "a\x00b"])
def test_a_freeze_without_a_reason_is_refused(harbor: World, reason: str) -> None:
    with pytest.raises(Refused):
        harbor.ada.is_frozen(reason)
    assert harbor.ada.account.status == "open"


def test_another_partners_account_is_as_good_as_never_there(harbor: World) -> None:
    ada = harbor.ada
    with partner_work(harbor.juniper.partner_id) as db:
        for stranger in (ada.account_id, AccountId(new_id(harbor.now))):
            with pytest.raises(NotFound) as missing:
                account_detail(db, stranger)
            assert missing.value.message == "There is no such account here."
        assert account_page(db).lines == ()


def test_a_customer_sees_their_own_account_only(harbor: World) -> None:
    ada, grace = harbor.ada, harbor.grace
    with customer_work(harbor.partner_id, ada.customer_id) as db:
        assert [account.id for account in accounts_of(db, ada.customer_id)] == [ada.account_id]
        assert accounts_of(db, grace.customer_id) == []
        assert [account.id for account in account_page(db).lines] == [ada.account_id]
        with pytest.raises(NotFound):
            account_detail(db, grace.account_id)


def test_accounts_come_in_pages_newest_first(harbor: World) -> None:
    people = []
    for name in ("Ada", "Bea", "Cyd"):
        people.append(harbor.becomes_customer(name, "Okafor"))
        harbor.wait(days=1)

    seen: list[AccountId] = []
    after: DayCursor | None = None
    with partner_work(harbor.partner_id) as db:
        for _ in people:
            page = account_page(db, after=after, limit=1)
            seen += [line.id for line in page.lines]
            after = page.next_cursor

    assert seen == [person.account_id for person in reversed(people)]
    assert after is None


def test_an_account_is_found_by_name_or_by_the_end_of_its_number(harbor: World) -> None:
    ada, grace = harbor.ada, harbor.grace
    with partner_work(harbor.partner_id) as db:
        by_name = account_page(db, search="ada oka").lines
        by_number = account_page(db, search=grace.account_number[-5:]).lines
        by_nothing = account_page(db, search="%").lines

    assert [line.id for line in by_name] == [ada.account_id]
    assert [line.id for line in by_number] == [grace.account_id]
    assert by_nothing == ()


def test_numbers_given_out_are_each_their_own(harbor: World) -> None:
    accounts = [harbor.ada, harbor.grace, harbor.juniper.ada]
    numbers = {(person.routing_number, person.account_number) for person in accounts}
    assert len(numbers) == len(accounts)
