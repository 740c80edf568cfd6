"""A balance as of a day, as known on a moment, or both, is the plain sum of its entries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.post import post
from app.banking.ledger.balances import balance_as_of, balances_as_of
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.ledger.totals import totals_as_of, totals_now
from app.banking.reconciliation.rules import day_ends_at
from app.kernel.ids import LedgerAccountId, new_id
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.seal_verbs import seals
from tests.world import World


def snapshot(world: World, on: date) -> None:
    """A day is over: the balances of what moved are kept."""
    with partner_work(world.partner_id) as db:
        db.execute(
            text("select guildhall.snapshot_day(:p, :on)"), {"p": world.partner_id, "on": on}
        )


@dataclass
class Book:
    """Two ledger accounts and, beside them, what was posted in plain numbers."""

    world: World
    assets: LedgerAccountId
    debts: LedgerAccountId
    posted: list[tuple[date, datetime, int]] = field(default_factory=list)

    @classmethod
    def open(cls, world: World) -> "Book":
        with partner_work(world.partner_id) as db:
            ids = [
                open_ledger_account(
                    db,
                    LedgerAccountOrder(f"{kind} {uuid4()}", kind, kind, "USD", is_pooled=True),
                    now=world.now,
                )
                for kind in ("asset", "liability")
            ]
        return cls(world, *ids)

    def post(self, amount: int, days: int) -> None:
        """Move money for a day that many days from today; negative amounts go back."""
        there = {"debit": self.assets, "credit": self.debts}
        back = {"debit": self.debts, "credit": self.assets}
        now = self.world.wait(minutes=7)
        effective_on = now.date() + timedelta(days=days)
        entries = move(Money(abs(amount), "USD"), **(there if amount > 0 else back))
        draft = Draft(
            f"{new_id(now)}", Cause.ADJUSTMENT, ("test", None), "Move", effective_on, entries
        )
        with partner_work(self.world.partner_id) as db:
            post(db, draft, now=now)
        self.posted.append((effective_on, now, amount))

    def plain_sum(self, on: date, known_at: datetime | None) -> int:
        return sum(
            amount
            for effective_on, posted_at, amount in self.posted
            if effective_on <= on and (known_at is None or posted_at <= known_at)
        )


AMOUNTS = st.integers(-5_000, 5_000).filter(bool)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), AMOUNTS, st.integers(-4, 2)),
        st.tuples(st.just("seal")),
        st.tuples(st.just("snapshot"), st.integers(-3, 0)),
        st.tuples(st.just("wait"), st.integers(1, 30)),
    ),
    min_size=1,
    max_size=14,
)


def play(book: Book, steps: list[tuple]) -> None:
    for name, *given_with in steps:
        match name:
            case "post":
                book.post(*given_with)
            case "seal":
                book.post(1, 0)
                seals(book.world)
            case "snapshot":
                snapshot(book.world, book.world.now.date() + timedelta(days=given_with[0]))
            case "wait":
                book.world.wait(hours=given_with[0])


@given(steps=STEPS, data=st.data())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_history_reads_as_its_plain_sum(
    harbor: World, steps: list[tuple], data: st.DataObject
) -> None:
    book = Book.open(harbor)
    began = harbor.now
    play(book, steps)
    on = harbor.now.date() + timedelta(days=data.draw(st.integers(-5, 3)))
    minutes = data.draw(st.integers(0, int((harbor.now - began).total_seconds() // 60) + 1))
    for known_at in (None, began + timedelta(minutes=minutes)):
        with partner_work(harbor.partner_id) as db:
            many = balances_as_of(db, on=on, known_at=known_at)
            one = balance_as_of(db, book.debts, on=on, known_at=known_at)
        expected = Money(book.plain_sum(on, known_at), "USD")
        assert many[book.assets].balance == many[book.debts].balance == expected
        assert many[book.debts] == one


def naive_totals(db: Session, day: date) -> dict[str, int]:
    """Debits less credits by the short code of the account, evening left out."""
    rows = db.execute(
        text(
            "select case when a.customer_id is null then split_part(a.code, ' ', 2) "
            "else 'deposit' end, "
            "sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end) "
            "from entry e join ledger_account a using (partner_id) "
            "where a.id = e.ledger_account_id and e.effective_on <= :day "
            "and not (e.effective_on = :day and e.posted_at >= :ends "
            "and e.posted_at < (cast(:day as date) + 1)::timestamp at time zone 'America/New_York')"
            "group by 1"
        ),
        {"day": day, "ends": day_ends_at(day)},
    )
    return {row[0]: int(row[1]) for row in rows}


def test_totals_as_of_a_day_are_the_same_with_and_without_kept_days(harbor: World) -> None:
    day = harbor.now.date()
    harbor.ada.is_given("100.00")
    harbor.clock.now = day_ends_at(day) + timedelta(minutes=5)
    harbor.grace.is_given("7.00")
    seals(harbor)
    snapshot(harbor, day - timedelta(days=1))
    snapshot(harbor, day)
    harbor.wait(hours=20)
    harbor.ada.is_given("3.00")
    for each in (day - timedelta(days=1), day, day + timedelta(days=1), day + timedelta(days=2)):
        with partner_work(harbor.partner_id) as db:
            found = totals_as_of(db, each, ends_at=day_ends_at(each))
            plain = naive_totals(db, each)
        owed = -plain.get("deposit", 0)
        assert sum(line.owed.minor for line in found) == owed
        assert sum(line.cash.minor for line in found) == plain.get("fbo_cash", 0)
    with partner_work(harbor.partner_id) as db:
        assert [line.owed.minor for line in totals_now(db)] == [110_00]
        assert totals_as_of(db, day, ends_at=day_ends_at(day))[0].customers == 1


def test_a_late_entry_counts_for_its_day_sealed_or_not(harbor: World) -> None:
    book = Book.open(harbor)
    book.post(500, -3)
    seals(harbor)
    snapshot(harbor, harbor.now.date() - timedelta(days=1))
    book.post(40, -2)
    on = harbor.now.date() - timedelta(days=1)

    with partner_work(harbor.partner_id) as db:
        waiting = balance_as_of(db, book.assets, on=on)
    seals(harbor)
    with partner_work(harbor.partner_id) as db:
        sealed = balance_as_of(db, book.assets, on=on)

    assert (waiting.kept.minor, waiting.late.minor) == (500, 40)
    assert (sealed.kept.minor, sealed.late.minor) == (540, 0)
    assert waiting.balance == sealed.balance


@contextmanager
def counted(db: Session) -> Iterator[list[str]]:
    """Every statement that goes to the database meanwhile."""
    said: list[str] = []
    connection = db.connection()

    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", listen)
    yield said
    event.remove(connection, "before_cursor_execute", listen)


def test_all_accounts_of_a_day_are_one_look(harbor: World) -> None:
    for _ in range(5):
        Book.open(harbor)
    with partner_work(harbor.partner_id) as db, counted(db) as said:
        assert len(balances_as_of(db, on=harbor.now.date())) > 10
    assert len(said) == 1
