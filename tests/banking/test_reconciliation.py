"""Cash that is really there: the bank's own books against the ledger against what is owed."""

from datetime import date

import pytest
from sqlalchemy import select

from app.banking.audit.tables import AuditRow
from app.banking.reconciliation.actions.explain_break import explain_break
from app.banking.reconciliation.queries import break_detail, closed_day, day_lines, open_breaks
from app.banking.reconciliation.rules import business_day_of, day_ends_at, is_overdue, state_of
from app.banking.reconciliation.tables import ProgramDayRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.money import Money
from app.sandbox.books import note_received
from app.storage.session import bank_reading, house_work, partner_work
from tests.payment_verbs import BOUNCING
from tests.world import World

DOUBLE = (
    "insert into movement select direction, settles_on, 'again', amount_minor, booked_on, "
    "bank_account, file_sha256 from movement where amount_minor = 5000"
)
MAYA = Actor("officer", None, "Maya Lindgren")


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.fixture
def cedar(harbor: World) -> World:
    """A bank with books of its own, and a day's traffic at both of its brands."""
    harbor.bank_keeps_books()
    harbor.fed_brings(harbor.ada, "100.00")
    harbor.fed_brings(harbor.grace, "50.00")
    harbor.juniper.fed_brings(harbor.juniper.ada, "70.00")
    harbor.fed_takes(harbor.ada, "40.00")
    return harbor


def test_a_day_of_real_traffic_ties_out(cedar: World) -> None:
    day = cedar.day_ends()

    lines = cedar.lines_of(day)
    assert {account: line.bank for account, line in lines.items()} == {
        cedar.fbo_account: usd(110_00),
        cedar.juniper.fbo_account: usd(70_00),
        cedar.settlement_account: usd(0),
    }
    assert [line.state for line in lines.values()] == ["tied_out"] * 3
    assert lines[cedar.fbo_account].owed == usd(110_00)
    assert lines[cedar.fbo_account].customers == 2
    assert cedar.open_breaks == []


def test_real_payments_tie_out_day_after_day(harbor: World) -> None:
    harbor.bank_keeps_books()
    harbor.fed_brings(harbor.ada, "500.00")
    harbor.ada.sends_to(harbor.grace, "10.00")
    harbor.ada.sends_ach("40.00")
    bounced = harbor.ada.sends_ach("25.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    overnight = harbor.ada.sends_ach("7.00")

    first = harbor.lines_of(harbor.day_ends())[harbor.fbo_account]
    assert (first.bank, first.in_transit, first.other) == (usd(435_00), usd(0), usd(50))

    harbor.window_closes()
    harbor.fed_ticks()
    harbor.fed_returns()
    harbor.is_returned(bounced, "R01")
    harbor.settles()
    second = harbor.lines_of(harbor.day_ends())[harbor.fbo_account]
    assert (second.bank, second.in_transit, second.other) == (usd(453_00), usd(0), usd(75))
    assert harbor.payment(overnight).status == "settled"
    assert {first.state, second.state} == {"tied_out"}


def test_what_moves_no_cash_at_the_bank_leaves_the_day_tied_out(cedar: World) -> None:
    ada, grace = cedar.ada.ledger_account_id, cedar.grace.ledger_account_id
    cedar.posts_by_hand(usd(5_00), debit=("", ada), credit=("", grace))
    cedar.posts_by_hand(usd(25), debit=("", grace), credit=("fee_income", None))
    cedar.posts_by_hand(usd(3_00), debit=("", grace), credit=("ach_outgoing", None))

    line = cedar.lines_of(cedar.day_ends())[cedar.fbo_account]

    assert (line.owed, line.in_transit, line.other) == (usd(106_75), usd(3_00), usd(25))
    assert line.state == "tied_out"


def test_one_row_dropped_outside_shows_red_with_the_exact_difference(cedar: World) -> None:
    cedar.bank_errs("delete from movement where amount_minor = 5000")

    line = cedar.lines_of(cedar.day_ends())[cedar.fbo_account]

    assert line.state == "difference"
    assert line.bank_difference == usd(-50_00)
    assert [found.amount for found in cedar.open_breaks] == [usd(-50_00)]
    assert cedar.fbo_account in cedar.open_breaks[0].subject


@pytest.mark.parametrize(
    ("error", "harbor_off", "juniper_off"),
    [
        ("update movement set amount_minor = 5001 where amount_minor = 5000", 1, 0),
        ("update movement set amount_minor = 500 where amount_minor = 5000", -45_00, 0),
        ("update movement set amount_minor = -5000 where amount_minor = 5000", -100_00, 0),
        (DOUBLE, 50_00, 0),
        (
            "update movement set bank_account = '9044020001' where amount_minor = 5000",
            -50_00,
            50_00,
        ),
        (
            "update movement set booked_on = '2099-01-01' where amount_minor = -4000",
            40_00,
            0,
        ),
    ],
    ids=["a cent", "wrong amount", "wrong sign", "doubled", "wrong account", "too late"],
)
def test_each_kind_of_error_outside_is_found(
    cedar: World, error: str, harbor_off: int, juniper_off: int
) -> None:
    cedar.bank_errs(error)

    lines = cedar.lines_of(cedar.day_ends())

    assert lines[cedar.fbo_account].bank_difference == usd(harbor_off)
    assert lines[cedar.juniper.fbo_account].bank_difference == usd(juniper_off)
    assert len(cedar.open_breaks) == (2 if juniper_off else 1)


def test_an_entry_of_ours_without_a_file_behind_it_is_found(cedar: World) -> None:
    cedar.fed_brings(cedar.ada, "12.34", file=False)

    line = cedar.lines_of(cedar.day_ends())[cedar.fbo_account]

    assert line.ledger_difference == usd(0)
    assert line.bank_difference == usd(-12_34)


def test_nothing_ties_out_on_the_ledgers_word_alone(cedar: World) -> None:
    day = cedar.day_ends(bank_writes=False)

    lines = cedar.lines_of(day).values()

    assert all(line.ledger_difference == usd(0) for line in lines)
    assert [line.state for line in lines] == ["awaiting"] * 3
    assert state_of(list(lines)) == "awaiting"


def test_a_late_file_is_awaited_then_missed_then_taken(cedar: World) -> None:
    day = cedar.day_ends(bank_writes=False)
    assert cedar.open_breaks == []

    cedar.next_day()
    cedar.day_ends(bank_writes=False)
    assert [found.kind for found in cedar.open_breaks] == ["late_file"]

    cedar.bank_writes()
    cedar.compares_again()
    assert cedar.open_breaks == []
    assert {line.state for line in cedar.lines_of(day).values()} == {"tied_out"}
    assert [found.explained_by for found in cedar.all_breaks] == ["Reconciliation"]


def test_friday_is_not_overdue_on_sunday(cedar: World) -> None:
    friday, sunday, monday_night = date(2026, 3, 6), 8, 9

    assert not is_overdue(friday, cedar.now.replace(day=sunday, hour=23))
    assert is_overdue(friday, cedar.now.replace(day=monday_night, hour=23))


def test_half_a_file_is_refused_and_the_whole_one_taken_later(cedar: World) -> None:
    cedar.clock.now = cedar.now.replace(hour=23, minute=45)
    cedar.bank_writes()
    path = cedar.balance_file(cedar.today)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    day = cedar.day_ends()
    assert {line.state for line in cedar.lines_of(day).values()} == {"awaiting"}
    assert [found.kind for found in cedar.open_breaks] == ["balance_file"]

    path.write_bytes(whole)
    cedar.compares_again()
    assert {line.state for line in cedar.lines_of(day).values()} == {"tied_out"}
    assert cedar.open_breaks == []


def test_a_row_dropped_from_the_file_is_caught_by_its_control_line(cedar: World) -> None:
    cedar.clock.now = cedar.now.replace(hour=23, minute=45)
    cedar.bank_writes()
    path = cedar.balance_file(cedar.today)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]))

    cedar.day_ends()

    assert "control line counts 3 rows and 2 are there" in cedar.open_breaks[0].detail


def test_an_account_the_complete_file_leaves_out_counts_as_nothing(cedar: World) -> None:
    cedar.clock.now = cedar.now.replace(hour=23, minute=45)
    cedar.bank_writes()
    day = cedar.today.isoformat()
    cedar.balance_file(cedar.today).write_text(
        "bank_account,business_on,balance_minor,currency\n"
        f"{cedar.juniper.fbo_account},{day},7000,USD\n"
        f"9099990001,{day},123,USD\n"
        f"{cedar.settlement_account},{day},0,USD\n"
        f"CONTROL,{day},7123,3\n"
    )

    cedar.day_ends()

    assert {found.subject: found.amount for found in cedar.open_breaks} == {
        f"{day} {cedar.fbo_account}": usd(-110_00),
        f"{day} 9099990001": usd(1_23),
    }


def test_a_second_file_for_the_day_cannot_replace_the_first(cedar: World) -> None:
    day = cedar.day_ends()
    first = cedar.balance_file(day)
    again = first.with_name("again.csv")
    again.write_bytes(first.read_bytes())
    cedar.compares_again()
    assert cedar.open_breaks == []

    again.write_text(first.read_text().replace("11000,USD", "12000,USD").replace("18000", "19000"))
    cedar.compares_again()

    assert "differs from the one already read" in cedar.open_breaks[0].detail
    assert cedar.lines_of(day)[cedar.fbo_account].bank == usd(110_00)


def test_closing_twice_is_once(cedar: World) -> None:
    cedar.bank_errs("delete from movement where amount_minor = 5000")
    day = cedar.day_ends()
    before = closed(cedar), audited(cedar, "day."), cedar.all_breaks

    assert cedar.day_ends() == day

    assert (closed(cedar), audited(cedar, "day."), cedar.all_breaks) == before
    assert audited(cedar, "day.") == ["day.closed"]


def test_a_posting_that_came_late_restates_the_day_and_ends_its_break(cedar: World) -> None:
    monday = cedar.today
    content = cedar.file_of_credit(cedar.ada.account_number, usd(9_00))
    cedar.crosses_border("from_fed", content)
    cedar.day_ends()
    assert [found.amount for found in cedar.open_breaks] == [usd(9_00)]

    cedar.next_day()
    deposit = ("", cedar.ada.ledger_account_id)
    cedar.posts_by_hand(usd(9_00), debit=("fbo_cash", None), credit=deposit, on=monday)
    cedar.closes_again(monday)

    assert cedar.lines_of(monday)[cedar.fbo_account].state == "tied_out"
    assert cedar.open_breaks == []
    assert "agree now" in cedar.all_breaks[0].explanation
    assert audited(cedar, "day.") == ["day.closed", "day.restated"]


def test_closing_late_gives_the_figures_of_closing_on_time(cedar: World) -> None:
    """What comes in by hand in the evening is the bank's business, and ours, of the next day."""
    monday = cedar.today
    cedar.moves_to(day_ends_at(monday))
    cedar.bank_writes()
    cedar.wait(hours=1)
    content = cedar.file_of_credit(cedar.ada.account_number, usd(9_00))
    on = business_day_of(cedar.now)
    note_received(cedar.config.data_folder, cedar.partner.bank.slug, content, on)
    deposit = ("", cedar.ada.ledger_account_id)
    cedar.posts_by_hand(usd(9_00), debit=("fbo_cash", None), credit=deposit, on=monday)

    cedar.day_ends()
    cedar.next_day()
    tuesday = cedar.day_ends()

    assert cedar.lines_of(monday)[cedar.fbo_account].bank == usd(110_00)
    assert cedar.lines_of(tuesday)[cedar.fbo_account].bank == usd(119_00)
    assert {line.state for day in (monday, tuesday) for line in cedar.lines_of(day).values()} == {
        "tied_out"
    }


def test_a_day_that_is_not_over_is_not_closed(cedar: World) -> None:
    with pytest.raises(Refused, match="not over"):
        cedar.closes_again(cedar.today)


def test_days_missed_are_closed_in_order(cedar: World) -> None:
    cedar.wait(days=4)  # Friday
    friday = cedar.day_ends()

    days = [day for day, *_ in closed(cedar)]
    assert days == [date(2026, 3, number) for number in (2, 3, 4, 5, 6)]
    assert {line.state for line in cedar.lines_of(friday).values()} == {"tied_out"}
    assert {line.state for line in cedar.lines_of(days[0]).values()} == {"tied_out"}


def test_an_explanation_is_audited_in_the_house_and_stays(cedar: World) -> None:
    cedar.bank_errs("delete from movement where amount_minor = 5000")
    cedar.day_ends()
    found = cedar.open_breaks[0]

    with house_work(cedar.house_id, cedar.bank_id) as db:
        said = "Posted by the bank on Tuesday, ticket 4411."
        explain_break(db, break_id=found.id, explanation=said, actor=MAYA, now=cedar.now)
    cedar.compares_again()

    assert cedar.open_breaks == []
    assert (cedar.all_breaks[0].explained_by, cedar.all_breaks[0].explanation) == (MAYA.label, said)
    with house_work(cedar.house_id, cedar.bank_id) as db:
        rows = select(AuditRow.actor_label).where(AuditRow.action == "break.explained")
        assert list(db.scalars(rows)) == [MAYA.label]
        with pytest.raises(Conflict):
            explain_break(db, break_id=found.id, explanation=said, actor=MAYA, now=cedar.now)


def test_the_same_difference_again_is_no_new_break(cedar: World) -> None:
    cedar.bank_errs("delete from movement where amount_minor = 5000")
    cedar.day_ends()
    cedar.next_day()
    tuesday = cedar.day_ends()
    assert cedar.lines_of(tuesday)[cedar.fbo_account].state == "difference"
    assert [found.amount for found in cedar.open_breaks] == [usd(-50_00)]

    cedar.next_day()
    cedar.fed_brings(cedar.ada, "1.00", file=False)
    cedar.day_ends()
    assert [found.amount for found in cedar.open_breaks] == [usd(-51_00), usd(-50_00)]


def test_a_break_needs_words(cedar: World) -> None:
    cedar.bank_errs("delete from movement where amount_minor = 5000")
    cedar.day_ends()
    found = cedar.open_breaks[0].id

    with (
        house_work(cedar.house_id, cedar.bank_id) as db,
        pytest.raises(Refused, match="Explain the difference"),
    ):
        explain_break(db, break_id=found, explanation="  ok  ", actor=MAYA, now=cedar.now)


def test_explained_for_one_figure_is_not_explained_for_another(cedar: World) -> None:
    cedar.bank_errs("delete from movement where amount_minor = 5000")
    monday = cedar.day_ends()
    with house_work(cedar.house_id, cedar.bank_id) as db:
        found = cedar.open_breaks[0].id
        said = "The bank posts it on Tuesday."
        explain_break(db, break_id=found, explanation=said, actor=MAYA, now=cedar.now)

    cedar.next_day()
    deposit = ("", cedar.ada.ledger_account_id)
    cedar.posts_by_hand(usd(9_00), debit=("fbo_cash", None), credit=deposit, on=monday)
    cedar.closes_again(monday)

    assert [found.amount for found in cedar.open_breaks] == [usd(-59_00)]


def test_another_banks_officer_sees_nothing_and_can_touch_nothing(cedar: World) -> None:
    cedar.bank_errs("delete from movement where amount_minor = 5000")
    day = cedar.day_ends()
    found = cedar.open_breaks[0].id

    with bank_reading(cedar.tally.bank_id) as granite:
        assert day_lines(granite, first=day, last=day, partner_id=cedar.partner_id) == []
        assert closed_day(granite, day, now=cedar.now).lines == ()
        assert open_breaks(granite) == []
        with pytest.raises(NotFound):
            break_detail(granite, found)
    with house_work(cedar.tally.house_id, cedar.tally.bank_id) as db, pytest.raises(NotFound):
        explain_break(
            db, break_id=found, explanation="Not mine to explain.", actor=MAYA, now=cedar.now
        )
    assert len(cedar.open_breaks) == 1


def closed(world: World) -> list[tuple[date, int, int]]:
    with partner_work(world.partner_id) as db:
        rows = db.scalars(select(ProgramDayRow).order_by(ProgramDayRow.business_on)).all()
        return [(row.business_on, row.cash_minor, row.owed_minor) for row in rows]


def audited(world: World, start: str) -> list[str]:
    with partner_work(world.partner_id) as db:
        rows = select(AuditRow.action).where(AuditRow.action.startswith(start))
        return list(db.scalars(rows.order_by(AuditRow.at, AuditRow.action)))
