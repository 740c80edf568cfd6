"""The demo's story is the same every time, and nobody in it spends what they do not have."""

from collections import defaultdict
from datetime import date

import pytest

from app.demo.brands import BRANDS, BrandPlan
from app.demo.script import Script, write_script
from app.rails.calendars import is_banking_day
from app.rails.nacha.codes import is_routing_number

SUNDAY, MONTH_START = date(2026, 11, 22), date(2026, 3, 1)
brands = pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.slug)
days = pytest.mark.parametrize("today", [SUNDAY, MONTH_START, date(2027, 1, 15)], ids=str)


def movements(script: Script, *, detail: bool) -> list[tuple[date, int, int, int]]:
    """What each layer adds and takes: (day, order within the day, person, signed amount)."""
    fee = script.brand.ach_fee
    told = [(c.on, 0, c.person, c.amount) for c in script.credits if c.is_detail is detail]
    for each in script.transfers:
        if each.is_detail is detail:
            told += [(each.on, 1, each.person, -each.amount), (each.on, 1, each.to, each.amount)]
    sends = (each for each in script.sends if each.is_detail is detail)
    told += [(each.on, 2, each.person, -each.amount - fee) for each in sends]
    return sorted(told)


@brands
def test_the_same_day_tells_the_same_story(brand: BrandPlan) -> None:
    first, again = (write_script(brand, today=SUNDAY) for _ in range(2))

    assert first.people == again.people
    assert (first.credits, first.sends, first.transfers) == (
        again.credits,
        again.sends,
        again.transfers,
    )


@brands
@days
def test_nobody_spends_what_they_do_not_have(brand: BrandPlan, today: date) -> None:
    script = write_script(brand, today=today)
    for layers in ((False,), (True, False)):
        balances: dict[int, int] = defaultdict(int)
        told = sorted(each for layer in layers for each in movements(script, detail=layer))
        for on, _order, person, amount in told:
            balances[person] += amount
            assert balances[person] >= 0, (on, person)


@brands
@days
def test_detail_adds_nothing_by_the_end_of_its_month(brand: BrandPlan, today: date) -> None:
    script = write_script(brand, today=today)

    left: dict[tuple[int, int, int], int] = defaultdict(int)
    for on, _order, person, amount in movements(script, detail=True):
        left[on.year, on.month, person] += amount

    assert left, "there is detail"
    assert set(left.values()) == {0}


@brands
@days
def test_recent_days_have_no_detail_and_banks_rest(brand: BrandPlan, today: date) -> None:
    script = write_script(brand, today=today)
    moved = [*script.credits, *script.sends]

    assert all(each.on < script.recent_from for each in moved if each.is_detail)
    assert all(is_banking_day(each.on) for each in moved)
    assert all(each.on < today for each in [*moved, *script.transfers])
    assert any(each.on >= script.recent_from for each in moved)


def test_some_two_hundred_people_live_in_it() -> None:
    scripts = [write_script(brand, today=SUNDAY) for brand in BRANDS]

    assert sum(len(script.customers) for script in scripts) == 200
    assert all({"Ada", "Grace"} <= {p.given_name for p in script.customers} for script in scripts)
    emails = [person.email for script in scripts[:1] for person in script.people]
    assert len(emails) == len(set(emails))


def test_other_banks_have_numbers_that_exist_in_form_only() -> None:
    for brand in BRANDS:
        for send in write_script(brand, today=SUNDAY).sends:
            assert is_routing_number(send.routing_number)
