"""Nobody can leave broken books behind: the run itself fails the test that did."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.books import BooksBroken, faults
from tests.world import World

BEND = (
    "update ledger_account set current_minor = current_minor + %s where partner_id = %s and id = %s"
)
Bend = Callable[[int], None]


@pytest.fixture
def bends(harbor: World) -> Iterator[Bend]:
    """The superuser changes Ada's balance, whom no policy and no grant stops; mended at the end."""
    url = harbor.config.database.admin
    assert url is not None
    harbor.ada.is_given("5.00")
    account = (harbor.partner_id, harbor.ada.ledger_account_id)
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as db:
        yield lambda by: db.execute(BEND, (by, *account)) and None
        db.execute(
            "update ledger_account set current_minor = 500 where partner_id = %s and id = %s",
            account,
        )


@pytest.mark.xfail(raises=BooksBroken, strict=True, reason="the books it leaves do not add up")
def test_a_test_that_breaks_the_books_fails(bends: Bend) -> None:
    """Should this one ever pass, nobody looks at the books any more."""
    bends(+1)


@pytest.mark.tampers
def test_one_that_does_it_on_purpose_says_so(bends: Bend) -> None:
    bends(+1)


@pytest.mark.tampers
def test_the_row_and_its_figures_are_told(harbor: World, bends: Bend) -> None:
    bends(+1)

    assert [str(fault) for fault in faults([harbor.partner_id])] == [
        f"I2 red: ledger_account {harbor.ada.ledger_account_id}: "
        "its current balance is kept as 501, its entries come to 500"
    ]
