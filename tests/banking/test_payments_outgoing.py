"""Money going out by ACH: set aside, sent in a window, settled, sometimes back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.banking.ledger.set_aside import holds_of
from app.banking.ledger.transactions import transactions_of
from app.banking.payments.rules import Counterparty
from app.banking.payments.story import headline, story
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import PaymentId, new_id
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.storage.session import partner_work
from tests.payment_verbs import BOUNCING, LANDLORD, NOBODY
from tests.world import World

SATURDAY_NOON = datetime(2026, 3, 7, 17, 0, tzinfo=UTC)
THANKSGIVING = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


def dollars(minor: int) -> Money:
    return Money(minor, "USD")


def titles(world: World, payment_id: PaymentId) -> list[str]:
    payment = world.payment(payment_id)
    return [moment.title for moment in story(payment, today=eastern_day(world.now))]


def test_forty_dollars_go_to_the_landlord(harbor: World) -> None:
    harbor.ada.is_given("$100.00")

    payment = harbor.ada.sends_ach("$40.00", to=LANDLORD, note="March rent")

    assert harbor.ada.balance.current == dollars(100_00)
    assert harbor.ada.balance.available == dollars(59_75)
    assert harbor.payment(payment).status == "approved"

    harbor.window_closes()

    assert harbor.payment(payment).status == "submitted"
    assert harbor.ada.balance.current == dollars(59_75)
    assert harbor.ada.balance.held == dollars(0)
    assert harbor.pooled() == {
        "fbo_cash": "$100.00",
        "ach_outgoing": "$40.00",
        "fee_income": "$0.25",
    }

    harbor.fed_settles()

    assert harbor.payment(payment).status == "settled"
    assert harbor.payment(payment).settled_on == eastern_day(harbor.now)
    assert harbor.pooled() == {"fbo_cash": "$60.00", "fee_income": "$0.25"}


def test_the_file_says_whom_the_money_is_for(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00", to=LANDLORD, note="Rent for März")

    harbor.window_closes()
    [sent] = harbor.sent_files()

    assert sent.problems == ()
    assert [warning.code for warning in sent.warnings] == []
    [batch] = sent.batches
    [entry] = batch.entries
    assert (batch.company_name, batch.sec_code, batch.service_class) == ("HARBOR", "PPD", "220")
    assert batch.effective_entry_on == eastern_day(harbor.now)
    assert (entry.transaction_code, entry.amount_minor) == ("22", 40_00)
    assert entry.rdfi_routing_number == LANDLORD.routing_number
    assert entry.account_number == LANDLORD.account_number
    assert entry.individual_name == "Larch Street Homes"
    assert entry.trace_number == harbor.payment(payment).trace_number
    assert entry.addenda[0]["payment_information"] == "Rent for Marz"


def test_a_savings_account_is_credited_as_one(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    harbor.ada.sends_ach("$10.00", to=replace(LANDLORD, account_type="savings"))
    harbor.window_closes()
    assert harbor.sent_files()[0].entries[0].transaction_code == "32"


def test_each_brand_of_a_bank_has_a_batch_of_its_own_in_one_file(harbor: World) -> None:
    lin = harbor.juniper.becomes_customer("Lin", "Castellanos")
    for person in (harbor.ada, harbor.grace, lin):
        person.is_given("$50.00")
        person.sends_ach("$20.00")

    harbor.window_closes()
    [sent] = harbor.sent_files()

    assert [(batch.company_name, len(batch.entries)) for batch in sent.batches] == [
        ("HARBOR", 2),
        ("JUNIPER", 1),
    ]
    traces = [entry.trace_number for entry in sent.entries]
    assert len(set(traces)) == 3
    for batch in sent.batches:
        batch_traces = [entry.trace_number for entry in batch.entries]
        assert batch_traces == sorted(batch_traces)


def test_what_the_file_could_not_say_is_kept(harbor: World) -> None:
    harbor.ada.is_given("$50.00")
    harbor.ada.sends_ach("$20.00", to=replace(LANDLORD, name="Jürgen Müller"))
    harbor.window_closes()

    [file] = harbor.files_of_the_bank()

    assert [(each["before"], each["after"]) for each in file.transliterations] == [
        ("Jürgen Müller", "Jurgen Muller")
    ]


@pytest.mark.parametrize(("payee", "code"), [(BOUNCING, "R01"), (NOBODY, "R03")])
def test_the_sandbox_sends_magic_numbers_back(
    harbor: World, payee: Counterparty, code: str
) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00", to=payee)
    harbor.window_closes()
    harbor.fed_settles()

    [back] = harbor.fed_returns()

    assert back.problems == ()
    [entry] = back.entries
    assert entry.return_code == code
    assert entry.original_trace == harbor.payment(payment).trace_number
    assert entry.amount_minor == 40_00
    assert entry.rdfi_routing_number == "021000021"


def test_a_returned_ach_gives_the_money_back_but_not_the_fee(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    harbor.wait(days=1)

    harbor.is_returned(payment, "R01")
    harbor.is_returned(payment, "R01")

    assert harbor.ada.balance.available == dollars(99_75)
    assert harbor.pooled() == {"fbo_cash": "$100.00", "fee_income": "$0.25"}
    assert harbor.payment(payment).status == "returned"
    assert titles(harbor, payment)[0] == "Came back"
    assert (
        "not enough money" in story(harbor.payment(payment), today=eastern_day(harbor.now))[0].body
    )


def test_a_return_that_overtakes_the_settlement_settles_first(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00", to=NOBODY)
    harbor.window_closes()
    harbor.fed_ticks()
    harbor.wait(days=1)

    harbor.is_returned(payment, "R03")

    assert harbor.pooled() == {"fbo_cash": "$100.00", "fee_income": "$0.25"}
    harbor.fed_settles()
    assert harbor.payment(payment).status == "returned"
    assert harbor.pooled() == {"fbo_cash": "$100.00", "fee_income": "$0.25"}


def test_money_that_comes_back_for_a_frozen_account_waits_in_suspense(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    harbor.ada.is_frozen(incoming=True)

    harbor.is_returned(payment, "R01")

    assert harbor.payment(payment).status == "returned"
    assert harbor.pooled()["suspense"] == "$40.00"


def test_a_payment_is_canceled_before_its_window(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")

    harbor.ada.cancels(payment)

    assert harbor.ada.balance.available == dollars(100_00)
    assert titles(harbor, payment) == ["Canceled", "Asked for"]
    harbor.window_closes()
    assert harbor.sent_files() == []
    assert harbor.payment(payment).status == "canceled"


def test_what_is_sent_cannot_be_canceled(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    harbor.window_closes()

    with pytest.raises(Conflict, match="submitted"):
        harbor.ada.cancels(payment)

    assert harbor.payment(payment).status == "submitted"


def test_canceling_twice_gives_the_money_back_once(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    harbor.ada.cancels(payment)
    with pytest.raises(Conflict):
        harbor.ada.cancels(payment)
    assert harbor.ada.balance.available == dollars(100_00)


def test_more_than_available_is_refused_with_nothing_left_behind(harbor: World) -> None:
    harbor.ada.is_given("$40.00")

    with pytest.raises(Refused, match="not enough available"):
        harbor.ada.sends_ach("$40.00")  # the fee does not fit

    assert harbor.ada.balance.available == dollars(40_00)
    with partner_work(harbor.partner_id) as db:
        assert holds_of(db, harbor.ada.ledger_account_id, open_only=False) == []


def test_a_frozen_account_keeps_its_approved_payment_until_it_may_move(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    harbor.grace.is_given("$100.00")
    frozen = harbor.ada.sends_ach("$40.00")
    free = harbor.grace.sends_ach("$10.00")
    harbor.ada.is_frozen()

    harbor.window_closes()

    assert harbor.payment(frozen).status == "approved"
    assert harbor.payment(free).status == "submitted"
    assert len(harbor.sent_files()[0].entries) == 1
    harbor.ada.is_unfrozen()
    harbor.wait(hours=1)
    harbor.window_closes()
    assert harbor.payment(frozen).status == "submitted"
    assert len(harbor.sent_files()) == 2


def test_a_closed_week_waits_for_monday(harbor: World) -> None:
    harbor.moves_to(SATURDAY_NOON)
    harbor.ada.is_given("$100.00")

    payment = harbor.ada.sends_ach("$40.00")

    assert f"{harbor.payment(payment).effective_on:%A}" == "Monday"
    harbor.window_closes()
    assert f"{harbor.now:%A}" == "Monday"
    harbor.fed_settles()
    assert harbor.payment(payment).settled_on == harbor.payment(payment).effective_on


def test_a_holiday_moves_the_settlement(harbor: World) -> None:
    harbor.moves_to(THANKSGIVING)
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    assert harbor.payment(payment).effective_on.isoformat() == "2026-11-27"


def test_the_cut_off_minute_decides_the_window(harbor: World) -> None:
    """The last same-day window closes at 16:45 in New York; our file has to leave at 16:30."""
    harbor.ada.is_given("$100.00")
    harbor.moves_to(datetime(2026, 3, 2, 21, 29, 59, tzinfo=UTC))
    early = harbor.ada.sends_ach("$10.00")
    harbor.wait(seconds=1)
    late = harbor.ada.sends_ach("$11.00")

    harbor.sends_window()

    assert harbor.payment(early).status == "submitted"
    assert harbor.payment(early).effective_on.isoformat() == "2026-03-02"
    assert harbor.payment(late).status == "approved"
    assert harbor.payment(late).effective_on.isoformat() == "2026-03-03"


def test_a_window_that_was_missed_is_not_made_up(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$10.00")
    harbor.moves_to(datetime(2026, 3, 2, 22, 0, tzinfo=UTC))

    harbor.sends_window()

    assert harbor.payment(payment).status == "approved"
    harbor.window_closes()
    assert harbor.payment(payment).status == "submitted"


def test_staff_and_customer_read_the_same_story(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    assert titles(harbor, payment) == [
        "Goes to the Fed in the 10:30 am window on Mon, Mar 2",
        "Asked for",
    ]
    harbor.window_closes()
    assert titles(harbor, payment)[:2] == [
        "Settles on Mon, Mar 2",
        "Sent to the Fed in the 10:30 am window on Mon, Mar 2",
    ]
    harbor.fed_settles()
    assert titles(harbor, payment)[0] == "Can still come back until Wed, Mar 4"
    assert (
        headline(harbor.ada.sees(payment), today=eastern_day(harbor.now))
        == "Settled on Mon, Mar 2. Can still come back until Wed, Mar 4."
    )
    harbor.wait(days=3)
    assert titles(harbor, payment)[0] == "Settled"


def test_the_entries_of_a_payment_tell_its_whole_life(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    harbor.is_returned(payment, "R01")

    with partner_work(harbor.partner_id) as db:
        causes = [each.cause for each in transactions_of(db, payment)]

    assert sorted(causes) == ["ach_outgoing", "ach_return", "ach_settlement", "fee"]


def test_another_brands_payment_is_not_there(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")

    with pytest.raises(NotFound):
        harbor.juniper.payment(payment)
    with pytest.raises(NotFound):
        harbor.grace.sees(payment)
    with pytest.raises(NotFound):
        harbor.grace.cancels(payment)
    with pytest.raises(NotFound):
        harbor.payment(PaymentId(new_id(harbor.now)))


def test_an_account_number_of_ours_is_sent_to_as_a_transfer(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    ours = replace(
        LANDLORD,
        routing_number=harbor.grace.routing_number,
        account_number=harbor.grace.account_number,
    )
    with pytest.raises(Refused, match="with us"):
        harbor.ada.sends_ach("$10.00", to=ours)
