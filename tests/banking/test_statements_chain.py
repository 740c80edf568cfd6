"""Whatever is posted, and however late: each entry is stated once, and the chain never breaks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.banking.ledger.history import history
from app.banking.statements.lines import line_id
from app.kernel.money import Money, total
from app.storage.session import partner_work
from tests.world import World

MONTHS = 3
FIRST_DAY = date(2026, 3, 2)
# (dollars, how many days before today it counts for)
POSTING = st.tuples(st.integers(1, 500), st.integers(0, 70))
MONTH = st.tuples(st.lists(POSTING, max_size=4), st.booleans())


@given(months=st.lists(MONTH, min_size=MONTHS, max_size=MONTHS))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_next_statement_opens_where_the_last_one_closed(
    harbor: World, months: list[tuple[list[tuple[int, int]], bool]]
) -> None:
    world = World.open(harbor.config)
    ada, ended = world.ada, []
    for postings, is_issued_at_once in months:
        for number, (dollars, days_back) in enumerate(postings):
            day = max(FIRST_DAY, world.now.date() - timedelta(days=days_back))
            world.books(ada, f"{dollars}.{number:02d}", on=day)
        ended.append(world.month_ends())
        if is_issued_at_once:
            world.issues(ada, ended[-1])
    statements = [world.stated(ada, month_on) for month_on in ended]

    openings = [statement.opening for statement in statements[1:]]
    assert openings == [statement.closing for statement in statements[:-1]]
    assert all(statement.adds_up for statement in statements)
    printed = [line for statement in statements for line in statement.lines]
    with partner_work(world.partner_id) as db:
        entries = history(db, ada.ledger_account_id, first=None, last=world.now.date())
    assert sorted(line.id for line in printed) == sorted(line_id(entry) for entry in entries)
    assert total((line.signed for line in printed), "USD") == statements[-1].closing
    assert statements[-1].closing == ada.balance.current
    assert statements[0].opening == Money(0, "USD")


def test_statements_cut_while_money_moves_miss_nothing(harbor: World) -> None:
    ada = harbor.ada
    months = [harbor.month_ends() for _ in range(6)]
    with ThreadPoolExecutor(3) as others:
        posts = [
            others.submit(harbor.books, ada, "1.00", on=FIRST_DAY + timedelta(days=3 * number))
            for number in range(50)
        ]
        statements = [harbor.stated(ada, month_on) for month_on in months]
        posted = [post.result() for post in posts]
    statements.append(harbor.stated(ada, harbor.month_ends()))

    printed = [line.id for statement in statements for line in statement.lines]
    assert len(printed) == len(set(printed)) == len(posted)
    assert statements[-1].closing == ada.balance.current == Money(50_00, "USD")
