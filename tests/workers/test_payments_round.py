"""A payment's whole round by the workers: window, Fed, settlement, return, the bank's own books."""

from dataclasses import replace

from app.banking.events.actions.publish import publish
from app.banking.payments.rules import Counterparty, cut_off
from app.kernel.money import Money
from app.rails.calendars import next_window
from app.sandbox import fed
from app.sandbox.adapters import FROM_FED
from app.storage.session import partner_work
from app.workers.polls import Polls
from tests.payment_verbs import BOUNCING, LANDLORD
from tests.world import World


def window_falls_due(world: World) -> None:
    """What the schedule publishes at a cut-off, and what the worker makes of it."""
    window = next_window(world.now)
    world.moves_to(cut_off(window.deadline_at))
    with partner_work(world.house_id) as db:
        window_at = window.deadline_at.isoformat()
        publish(db, "ach.window", key=window_at, now=world.now, window_at=window_at)
    world.bank_works()


def border_is_watched(world: World) -> None:
    """What the schedule publishes for each new file of the border, and what comes of it."""
    polls = Polls(world.config.data_folder)
    for kind, path, mark in list(polls._new_files(world.outside_folder)):
        with partner_work(world.house_id) as db:
            publish(db, kind, key=str(mark), now=world.now, path=str(path))
    world.bank_works()


def is_paid(world: World) -> None:
    """Ada's hundred dollars come over the border and are posted."""
    credit = world.file_of_credit(world.ada.account_number, Money(100_00, "USD"))
    world.crosses_border(FROM_FED, credit)
    border_is_watched(world)


def test_the_workers_take_a_payment_all_the_way_and_back(harbor: World) -> None:
    harbor.bank_keeps_books()
    is_paid(harbor)
    kept = harbor.ada.sends_ach("$30.00", to=LANDLORD)
    bounced = harbor.ada.sends_ach("$40.00", to=BOUNCING)

    window_falls_due(harbor)
    harbor.bank_writes()
    assert harbor.payment(kept).status == harbor.payment(bounced).status == "submitted"

    harbor.moves_to(next_window(harbor.now).settles_at)
    harbor.bank_writes()
    border_is_watched(harbor)
    assert harbor.payment(kept).status == harbor.payment(bounced).status == "settled"

    harbor.next_day()
    harbor.bank_writes()
    border_is_watched(harbor)

    assert harbor.payment(kept).status == "settled"
    assert harbor.payment(bounced).status == "returned"
    assert harbor.payment(bounced).returned_on == harbor.today
    assert harbor.ada.balance.available == Money(69_50, "USD")
    assert harbor.open_breaks == []


def test_what_left_us_is_what_the_banks_own_books_miss(harbor: World) -> None:
    harbor.bank_keeps_books()
    is_paid(harbor)
    harbor.ada.sends_ach("$40.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    sent_on = harbor.day_ends()
    line = harbor.lines_of(sent_on)[harbor.fbo_account]
    assert line.bank == line.cash == Money(60_00, "USD")

    harbor.next_day()
    harbor.bank_writes()
    border_is_watched(harbor)
    back_on = harbor.day_ends()

    line = harbor.lines_of(back_on)[harbor.fbo_account]
    assert line.bank == line.cash == Money(100_00, "USD")


def test_a_payment_to_another_bank_of_the_sandbox_arrives_there(harbor: World) -> None:
    mara = harbor.tally.becomes_customer("Mara", "Ibarra")
    for world in (harbor, harbor.tally):
        world.bank_keeps_books()
    harbor.ada.is_given("$100.00")
    to_mara = Counterparty("Mara Ibarra", mara.routing_number, mara.account_number)
    payment = harbor.ada.sends_ach("$25.00", to=to_mara, note="Concert")

    harbor.window_closes()
    harbor.fed_settles()
    harbor.tally.letter_box_is_emptied()

    assert harbor.payment(payment).status == "settled"
    assert mara.balance.available == Money(25_00, "USD")


def test_a_payment_to_another_brand_of_the_same_bank_goes_round_by_the_fed(
    harbor: World,
) -> None:
    lin = harbor.juniper.becomes_customer("Lin", "Castellanos")
    harbor.bank_keeps_books()
    is_paid(harbor)
    to_lin = Counterparty("Lin Castellanos", lin.routing_number, lin.account_number)
    harbor.ada.sends_ach("$25.00", to=to_lin)

    harbor.window_closes()
    harbor.fed_settles()
    harbor.letter_box_is_emptied()
    day = harbor.day_ends()

    assert lin.balance.available == Money(25_00, "USD")
    lines = harbor.lines_of(day)
    for account, cash in ((harbor.fbo_account, 75_00), (harbor.juniper.fbo_account, 25_00)):
        assert lines[account].bank == lines[account].cash == Money(cash, "USD")


def test_a_wrong_number_at_another_bank_of_the_sandbox_is_that_banks_to_answer(
    harbor: World,
) -> None:
    """The Fed delivers it: the magic endings are for banks that are not really there."""
    harbor.tally.bank_keeps_books()
    harbor.ada.is_given("$100.00")
    nobody = replace(BOUNCING, routing_number="011401533")
    harbor.ada.sends_ach("$25.00", to=nobody)
    harbor.window_closes()
    harbor.fed_settles()

    assert harbor.fed_returns() == []
    assert len(list((harbor.tally.outside_folder / FROM_FED).glob("fed-*"))) == 1


def test_files_of_one_day_are_told_apart_by_their_minute(harbor: World) -> None:
    """Two windows of one day, both with returns: neither looks like the other with new content."""
    harbor.ada.is_given("$100.00")
    harbor.ada.sends_ach("$10.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    harbor.ada.sends_ach("$11.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()

    returned = harbor.fed_returns()

    marks = {(each.header.origin, each.header.created_at) for each in returned if each.header}
    assert len(returned) == len(marks) == 2


def test_a_file_that_reaches_the_fed_late_settles_with_the_next_window(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$10.00")
    harbor.window_closes()
    harbor.moves_to(next_window(harbor.now).deadline_at)

    harbor.fed_settles()

    assert harbor.now == next_window(harbor.payment(payment).window_at).settles_at
    assert harbor.payment(payment).status == "settled"
    assert fed.MAGIC_RETURNS == {"0101": "R01", "0103": "R03"}
