"""A program's limits, counted by New York days and months, also when many ask at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from app.banking.payments.queries import PaymentFilter, payments
from app.banking.payments.sending import sending_terms
from app.kernel.errors import DomainError, Refused
from app.kernel.ids import PaymentId
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.world import World

LATE_EVENING = datetime(2026, 3, 3, 4, 59, tzinfo=UTC)  # 23:59 on March 2 in New York
LAST_EVENING = datetime(2026, 4, 1, 3, 59, tzinfo=UTC)  # 23:59 on March 31 in New York


def code_of(refused: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        refused()
    return refusal.value.code


def at_once(times: int, send: Callable[[int], PaymentId]) -> Counter[str]:
    """Ask from many threads at the same time; what came of it by refusal code."""

    def ask(number: int) -> str:
        try:
            send(number)
        except DomainError as refused:
            return refused.code
        return "sent"

    with ThreadPoolExecutor(8) as threads:
        return Counter(threads.map(ask, range(times)))


def test_the_payment_limit(harbor: World) -> None:
    harbor.ada.is_given("$9000.00")
    harbor.ada.sends_ach("$2500.00")
    assert code_of(lambda: harbor.ada.sends_ach("$2500.01")) == "payment_limit"


def test_the_day_limit_begins_anew_at_midnight_in_new_york(harbor: World) -> None:
    harbor.ada.is_given("$9000.00")
    harbor.moves_to(LATE_EVENING)
    harbor.ada.sends_ach("$2500.00")
    harbor.ada.sends_ach("$2500.00")
    assert code_of(lambda: harbor.ada.sends_ach("$0.01")) == "day_limit"

    harbor.wait(minutes=1)

    harbor.ada.sends_ach("$2500.00")


def test_the_month_limit_begins_anew_with_the_month_in_new_york(harbor: World) -> None:
    harbor.ada.is_given("$30000.00")
    for _day in range(4):
        harbor.ada.sends_ach("$2500.00")
        harbor.ada.sends_ach("$2500.00")
        harbor.wait(days=1)
    harbor.moves_to(LAST_EVENING)
    assert code_of(lambda: harbor.ada.sends_ach("$0.01")) == "month_limit"

    harbor.wait(minutes=1)

    harbor.ada.sends_ach("$2500.00")


def test_a_canceled_payment_uses_nothing_up(harbor: World) -> None:
    harbor.ada.is_given("$9000.00")
    harbor.ada.cancels(harbor.ada.sends_ach("$2500.00"))
    harbor.ada.sends_ach("$2500.00")
    harbor.ada.sends_ach("$2500.00")


def test_transfers_and_ach_have_limits_of_their_own(harbor: World) -> None:
    harbor.ada.is_given("$20000.00")
    harbor.ada.sends_ach("$2500.00")
    harbor.ada.sends_ach("$2500.00")
    harbor.ada.sends_to(harbor.grace, "$5000.00")
    harbor.ada.sends_to(harbor.grace, "$5000.00")
    assert code_of(lambda: harbor.ada.sends_to(harbor.grace, "$0.01")) == "day_limit"


def test_a_refused_payment_leaves_no_hold_and_no_row(harbor: World) -> None:
    harbor.ada.is_given("$9000.00")
    code_of(lambda: harbor.ada.sends_ach("$2500.01"))
    assert harbor.ada.balance.held == Money(0, "USD")
    with partner_work(harbor.partner_id) as db:
        assert payments(db, PaymentFilter(account_id=harbor.ada.account_id)).lines == ()


def test_the_form_learns_what_may_still_be_sent(harbor: World) -> None:
    harbor.ada.is_given("$9000.00")
    harbor.ada.sends_ach("$2000.00")
    with partner_work(harbor.partner_id) as db:
        terms = sending_terms(db, harbor.ada.account_id, rail="ach", amount=None, now=harbor.now)
    assert terms.fee == Money(25, "USD")
    assert terms.used.day == Money(2000_00, "USD")
    assert terms.limits.day == Money(5000_00, "USD")


def test_twenty_at_once_take_a_dollar_each_from_ten(harbor: World) -> None:
    harbor.ada.is_given("$10.00")
    assert harbor.grace.balance.current == Money(0, "USD")

    outcomes = at_once(20, lambda n: harbor.ada.sends_to(harbor.grace, "$1.00", key=f"race {n}"))

    assert outcomes == {"sent": 10, "insufficient_funds": 10}
    assert harbor.ada.balance.available == Money(0, "USD")
    assert harbor.grace.balance.available == Money(10_00, "USD")


def test_the_last_of_the_day_limit_is_given_out_once(harbor: World) -> None:
    """Eight at once, each within the limit alone: two fit, however they arrive."""
    harbor.ada.is_given("$30000.00")

    outcomes = at_once(8, lambda n: harbor.ada.sends_ach("$2500.00", key=f"race {n}"))

    assert outcomes == {"sent": 2, "day_limit": 6}
    assert harbor.ada.balance.held == Money(5000_50, "USD")


def test_eight_at_once_with_one_key_are_one_payment(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    made: set[PaymentId] = set()

    outcomes = at_once(
        8, lambda _n: made.add(harbor.ada.sends_ach("$5.00", key="one")) or PaymentId
    )

    assert outcomes == {"sent": 8}
    assert len(made) == 1
    assert harbor.ada.balance.held == Money(5_25, "USD")


def test_pages_of_payments_hold_each_once(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    sent = []
    for _ in range(7):
        sent.append(harbor.ada.sends_to(harbor.grace, "$1.00"))
        harbor.wait(minutes=1)
    harbor.ada.sends_ach("$2.00")

    seen, cursor = [], None
    with partner_work(harbor.partner_id) as db:
        while True:
            page = payments(db, PaymentFilter(rail="book"), before=cursor, limit=3)
            seen += [line.id for line in page.lines]
            cursor = page.next_cursor
            if cursor is None:
                break

    assert seen == sent[::-1]
