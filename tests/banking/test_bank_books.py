"""The bank's own books outside: what they believe, and when they count it."""

from datetime import date

import pytest

from app.kernel.money import Money
from app.sandbox import books
from tests.world import World

UNKNOWN = "12345678"


@pytest.fixture
def cedar(harbor: World) -> World:
    harbor.bank_keeps_books()
    return harbor


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def reported(world: World) -> dict[str, int]:
    """What the bank's file says tonight."""
    day = world.day_ends()
    return {account: line.bank.minor for account, line in world.lines_of(day).items() if line.bank}


def test_a_file_counts_once_whatever_it_is_called(cedar: World) -> None:
    content = cedar.file_of_credit(cedar.ada.account_number, usd(100_00))
    cedar.crosses_border("from_fed", content)
    cedar.crosses_border("from_fed", content, name="again.ach")
    books.note_received(cedar.config.data_folder, cedar.partner.bank.slug, content, cedar.today)

    assert reported(cedar)[cedar.fbo_account] == 100_00


def test_a_file_moved_aside_after_it_was_read_counts_once(cedar: World) -> None:
    path = cedar.crosses_border(
        "from_fed", cedar.file_of_credit(cedar.ada.account_number, usd(100_00))
    )
    cedar.bank_writes()
    done = path.parent / "done"
    done.mkdir()
    path.rename(done / path.name)

    assert reported(cedar)[cedar.fbo_account] == 100_00


def test_a_file_brought_in_by_hand_counts_from_the_day_it_was_accepted(cedar: World) -> None:
    content = cedar.file_of_credit(cedar.ada.account_number, usd(100_00), on=date(2024, 1, 2))
    books.note_received(cedar.config.data_folder, cedar.partner.bank.slug, content, cedar.today)

    assert reported(cedar)[cedar.fbo_account] == 100_00


@pytest.mark.parametrize("error", ["one digit wrong", "too short", "of nobody"])
def test_an_account_number_that_cannot_be_a_customers_is_the_banks_own_affair(
    cedar: World, error: str
) -> None:
    number = cedar.ada.account_number
    wrong = {
        "one digit wrong": number[:-1] + str((int(number[-1]) + 1) % 10),
        "too short": number[:-1],
        "of nobody": UNKNOWN,
    }[error]
    cedar.crosses_border("from_fed", cedar.file_of_credit(wrong, usd(9_00)))

    found = reported(cedar)

    assert (found[cedar.fbo_account], found[cedar.settlement_account]) == (0, 9_00)


def test_a_return_of_ours_brings_the_cash_back_to_its_program(cedar: World) -> None:
    cedar.crosses_border("from_fed", cedar.file_of_credit(UNKNOWN, usd(40_00), code="21"))

    assert reported(cedar)[cedar.fbo_account] == 40_00


def test_what_we_send_costs_cash_once_the_fed_has_settled_it(cedar: World) -> None:
    cedar.crosses_border("to_fed", cedar.file_of_credit(UNKNOWN, usd(25_00), sent=True))
    cedar.bank_writes()
    assert reported(cedar)[cedar.fbo_account] == -25_00


def test_what_misses_the_last_window_costs_cash_the_next_day(cedar: World) -> None:
    cedar.wait(hours=8)
    cedar.crosses_border("to_fed", cedar.file_of_credit(UNKNOWN, usd(25_00), sent=True))
    cedar.bank_writes()
    assert reported(cedar)[cedar.fbo_account] == 0

    cedar.next_day()
    assert reported(cedar)[cedar.fbo_account] == -25_00


def test_a_credit_for_next_week_waits_until_next_week(cedar: World) -> None:
    content = cedar.file_of_credit(cedar.ada.account_number, usd(5_00), on=date(2026, 3, 7))
    cedar.crosses_border("from_fed", content)

    found = []
    for _ in range(6):  # Monday to the Monday after that Saturday
        found.append(reported(cedar)[cedar.fbo_account])
        cedar.next_day()
    assert found == [0, 0, 0, 0, 0, 5_00]


def test_what_comes_after_the_books_are_closed_counts_tomorrow(cedar: World) -> None:
    content = cedar.file_of_credit(cedar.ada.account_number, usd(5_00))
    assert reported(cedar)[cedar.fbo_account] == 0

    cedar.crosses_border("from_fed", content)
    cedar.bank_writes()
    cedar.next_day()
    assert reported(cedar)[cedar.fbo_account] == 5_00


def test_an_entry_of_another_bank_is_none_of_ours(cedar: World) -> None:
    content = cedar.tally.file_of_credit(cedar.ada.account_number, usd(5_00))
    cedar.crosses_border("from_fed", content)

    assert set(reported(cedar).values()) == {0}


@pytest.mark.parametrize("damage", ["cut", "changed", "not text", "empty"])
def test_a_damaged_file_is_put_aside(cedar: World, damage: str) -> None:
    content = cedar.file_of_credit(cedar.ada.account_number, usd(5_00))
    damaged = {
        "cut": content[: 95 * 3],
        "changed": content.replace(b"0000000500", b"0000000600", 1),
        "not text": b"\xff\xfe" + content,
        "empty": b"",
    }[damage]
    assert damaged != content
    cedar.crosses_border("from_fed", damaged)

    assert set(reported(cedar).values()) == {0}


def test_a_bank_that_was_never_set_up_writes_nothing(harbor: World) -> None:
    harbor.crosses_border("from_fed", harbor.file_of_credit(UNKNOWN, usd(5_00)))
    harbor.bank_writes()

    assert not (harbor.bank_folder / "balances").exists()
