"""A payroll day: thousands of entries for many people, all of them posted."""

import time

import pytest

from app.kernel.money import Money
from tests.intake_verbs import ach_file, credit
from tests.world import World

ENTRIES, PEOPLE = 2_000, 20


@pytest.mark.soak
def test_two_thousand_entries_are_posted(harbor: World) -> None:
    """Speed is told, not judged: run with -s."""
    june = harbor.juniper.becomes_customer("June", "Marsh")
    staff = [harbor.becomes_customer(f"Ada{n}", "Okafor") for n in range(PEOPLE - 1)]
    people = [june, *staff]
    orders = [credit(people[n % PEOPLE], "$10.00") for n in range(ENTRIES)]
    content = ach_file(orders, world=harbor)

    began = time.perf_counter()
    receipt = harbor.is_brought(content, came_from="fed")
    taken_in = time.perf_counter()
    harbor.bank_works()
    posted = time.perf_counter()

    print(f"taken in {taken_in - began:.1f} s, posted {posted - taken_in:.1f} s")  # noqa: T201
    assert receipt.entries == ENTRIES
    share = Money(ENTRIES // PEOPLE * 10_00, "USD")
    assert [person.balance.current for person in people] == [share] * PEOPLE
