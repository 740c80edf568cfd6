"""Money going out by ACH: set aside, sent in a window, settled, sometimes back."""

from app.banking.ledger.queries import program_accounts
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.payment_verbs import LANDLORD
from tests.world import World


def pooled(world: World) -> dict[str, str]:
    with partner_work(world.partner_id) as db:
        return {
            line.code: str(line.balance.current)
            for line in program_accounts(db, world.program_id)
            if line.balance.current.minor
        }


def test_forty_dollars_go_to_the_landlord(harbor: World) -> None:
    harbor.ada.is_given("$100.00")

    payment = harbor.ada.sends_ach("$40.00", to=LANDLORD, note="March rent")

    assert harbor.ada.balance.current == Money(100_00, "USD")
    assert harbor.ada.balance.available == Money(59_75, "USD")
    assert harbor.payment(payment).status == "approved"

    harbor.window_closes()

    assert harbor.payment(payment).status == "submitted"
    assert harbor.ada.balance.current == Money(59_75, "USD")
    assert harbor.ada.balance.held == Money(0, "USD")
    assert pooled(harbor) == {
        "fbo_cash": "$100.00",
        "ach_outgoing": "$40.00",
        "fee_income": "$0.25",
    }

    harbor.fed_settles()

    assert harbor.payment(payment).status == "settled"
    assert pooled(harbor) == {"fbo_cash": "$60.00", "fee_income": "$0.25"}
