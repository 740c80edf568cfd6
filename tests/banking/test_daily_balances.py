"""A balance at the end of each day is what each day's own reading says, in one question."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings

from app.banking.ledger.balances import balance_as_of
from app.banking.ledger.daily import DAYS_MAX, balances_by_day
from app.kernel.ids import LedgerAccountId, new_id
from app.storage.session import partner_work
from tests.banking.test_balances import STEPS, Book, play
from tests.web.test_query_counts import asked
from tests.world import World


@given(steps=STEPS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_each_day_is_the_balance_as_of_it(harbor: World, steps: list[tuple]) -> None:
    book = Book.open(harbor)
    play(book, steps)
    last = harbor.now.date() + timedelta(days=3)
    first = last - timedelta(days=12)

    with partner_work(harbor.partner_id) as db, asked() as said:
        days = balances_by_day(db, book.debts, first=first, last=last)
    with partner_work(harbor.partner_id) as db:
        singly = [balance_as_of(db, book.debts, on=each.on).balance for each in days]

    assert [each.on for each in days] == [first + timedelta(days=n) for n in range(13)]
    assert [each.balance for each in days] == singly
    assert len(said) == 1


def test_days_are_bounded_and_nobodys_account_has_none(harbor: World) -> None:
    last = harbor.now.date()
    with partner_work(harbor.partner_id) as db:
        long = balances_by_day(
            db, harbor.ada.ledger_account_id, first=last - timedelta(days=4_000), last=last
        )
        none = balances_by_day(db, LedgerAccountId(new_id(harbor.now)), first=last, last=last)

    assert len(long) == DAYS_MAX
    assert none == []
