"""Whatever comes over the border, the bank's books and ours say the same, day after day."""

from app.kernel.money import Money
from tests.intake_verbs import Order, ach_file, credit
from tests.payment_verbs import BOUNCING
from tests.world import World


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def tied_out(world: World) -> dict[str, int]:
    """The day ends; every account agrees; what the bank holds, by account."""
    lines = world.lines_of(world.day_ends())
    assert {account: line.state for account, line in lines.items()} == dict.fromkeys(
        lines, "tied_out"
    )
    assert world.open_breaks == []
    return {account: line.bank.minor for account, line in lines.items() if line.bank}


def test_a_file_with_everything_in_it_ties_out(harbor: World) -> None:
    harbor.bank_keeps_books()
    ada, grace, lin = harbor.ada, harbor.grace, harbor.juniper.ada
    harbor.takes_in(
        credit(ada, "$100.00"),
        credit(grace, "$5.00", code="32"),
        credit(lin, "$60.00"),
        credit(ada, "$7.00", code="52"),
        credit(ada, "$3.00", code="27"),
        Order("777000111222", "$70.00"),
        Order("777000111222", "$2.00", code="37"),
        credit(ada, "", code="23"),
    )

    assert tied_out(harbor) == {
        harbor.fbo_account: 109_00,
        harbor.juniper.fbo_account: 60_00,
        harbor.settlement_account: 68_00,
    }


def test_the_same_entry_in_another_file_counts_once_on_both_sides(harbor: World) -> None:
    harbor.bank_keeps_books()
    once = credit(harbor.ada, "$100.00", trace="231380109999999")
    harbor.takes_in(once)
    harbor.takes_in(once, credit(harbor.ada, "$1.00"), modifier="B")

    lines = harbor.lines_of(harbor.day_ends())
    assert lines[harbor.fbo_account].bank == usd(101_00)
    assert lines[harbor.fbo_account].state == "tied_out"


def test_what_is_asked_for_later_counts_later_on_both_sides(harbor: World) -> None:
    harbor.bank_keeps_books()
    wednesday = harbor.today.replace(day=4)
    harbor.takes_in(credit(harbor.ada, "$100.00"), asked_on=wednesday)

    held = []
    for _ in range(3):
        held.append(tied_out(harbor)[harbor.fbo_account])
        harbor.next_day()
        harbor.bank_works()
    assert held == [0, 0, 100_00]


def test_a_file_brought_in_on_the_weekend_counts_on_monday(harbor: World) -> None:
    harbor.bank_keeps_books()
    harbor.wait(days=5)  # Saturday
    harbor.takes_in(credit(harbor.ada, "$100.00"))

    assert tied_out(harbor)[harbor.fbo_account] == 100_00


def test_a_dollar_all_the_way_round_ties_out_each_day(harbor: World) -> None:
    """In by the letter box, out by ACH, and back because it bounced."""
    harbor.bank_keeps_books()
    harbor.crosses_border("from_fed", ach_file([credit(harbor.ada, "$100.00")], world=harbor))
    harbor.letter_box_is_emptied()
    harbor.ada.sends_ach("10.00")
    bounced = harbor.ada.sends_ach("25.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    assert tied_out(harbor)[harbor.fbo_account] == 65_00

    harbor.fed_returns()
    harbor.letter_box_is_emptied()
    assert harbor.payment(bounced).status == "returned"
    assert tied_out(harbor)[harbor.fbo_account] == 90_00
