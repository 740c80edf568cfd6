"""What comes back: a return finds the payment it sends back, or waits where nobody overlooks it."""

from app.kernel.ids import PaymentId
from app.kernel.money import Money
from tests.intake_verbs import returned
from tests.payment_verbs import BOUNCING
from tests.world import World


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def sent(harbor: World, amount: str = "$40.00") -> tuple[PaymentId, str]:
    """Ada's payment has settled; the trace number it went out under."""
    harbor.ada.is_given("100.00")
    payment_id = harbor.ada.sends_ach(amount)
    harbor.window_closes()
    harbor.fed_settles()
    trace = harbor.payment(payment_id).trace_number
    assert trace
    return payment_id, trace


def test_a_return_gives_the_money_back(harbor: World) -> None:
    payment_id, trace = sent(harbor)
    before = harbor.ada.balance.current
    receipt = harbor.takes_in(returned(trace, "$40.00"))

    payment = harbor.payment(payment_id)
    assert (payment.status, payment.return_code) == ("returned", "R01")
    assert harbor.ada.balance.current == before + usd(40_00)
    [entry] = harbor.entries_in(receipt.file_id)
    assert (entry.kind, entry.outcome, entry.owner_name) == ("return", "posted", "Harbor")
    assert harbor.breaks() == {}


def test_the_feds_own_return_file_is_picked_up_and_matched(harbor: World) -> None:
    harbor.ada.is_given("100.00")
    payment_id = harbor.ada.sends_ach("$40.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    assert harbor.fed_returns()
    harbor.letter_box_is_emptied()

    assert harbor.payment(payment_id).status == "returned"
    assert list((harbor.outside_folder / "from_fed").glob("*.ach")) == []
    assert list((harbor.outside_folder / "from_fed" / "received").glob("return-*.ach"))


def test_a_return_of_nothing_we_sent_waits_in_suspense_and_is_a_break(harbor: World) -> None:
    receipt = harbor.takes_in(returned("021000029999999", "$12.00"))

    assert harbor.held_by(harbor.house_id, "suspense") == usd(12_00)
    assert list(harbor.breaks()) == ["unmatched_return"]
    assert harbor.prepared_returns(receipt.file_id) == []


def test_a_return_of_another_amount_does_not_touch_the_payment(harbor: World) -> None:
    payment_id, trace = sent(harbor)
    harbor.takes_in(returned(trace, "$39.00"))

    assert harbor.payment(payment_id).status == "settled"
    assert harbor.held_by(harbor.program_id, "suspense") == usd(39_00)
    assert list(harbor.breaks()) == ["unmatched_return"]


def test_a_second_return_of_one_payment_waits_in_suspense(harbor: World) -> None:
    _, trace = sent(harbor)
    harbor.takes_in(returned(trace, "$40.00"))
    before = harbor.ada.balance.current
    harbor.takes_in(returned(trace, "$40.00", "R03"), modifier="B")

    assert harbor.ada.balance.current == before
    assert harbor.held_by(harbor.program_id, "suspense") == usd(40_00)
    assert list(harbor.breaks()) == ["unmatched_return"]


def test_a_dispute_about_a_return_needs_a_person(harbor: World) -> None:
    payment_id, trace = sent(harbor)
    harbor.takes_in(returned(trace, "$40.00", "R68"))

    assert harbor.payment(payment_id).status == "settled"
    assert list(harbor.breaks()) == ["unmatched_return"]


def test_another_banks_trace_number_is_not_ours(harbor: World) -> None:
    payment_id, trace = sent(harbor)
    harbor.tally.takes_in(returned(trace, "$40.00", to="011401533"))

    assert harbor.payment(payment_id).status == "settled"
    assert list(harbor.tally.breaks()) == ["unmatched_return"]
