"""A page over another: the same address gives the drawer its part and everybody else the whole."""

import re

import pytest

from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from tests.banking.test_brands import TEAL, submitted
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

ASKED = {"HX-Request": "true", "HX-Target": "drawer"}


@pytest.fixture
def olive(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor)


def test_a_payment_and_a_customer_open_over_their_lists(olive: Visitor, harbor: World) -> None:
    harbor.ada.is_given("$90.00")
    payment = shown("payment", harbor.ada.sends_ach("$12.00"))
    customer = shown("customer", harbor.ada.customer_id)
    for listed, one in (("/payments", payment), ("/customers", customer)):
        path = f"{listed}/{one}"
        link = re.search(rf'<a[^>]+href="{path}"[^>]*>', olive.get(listed).text)
        assert link, path
        assert "data-drawer" in link[0], f"{path} is a page of its own and nothing else"

        part, whole = olive.get(path, headers=ASKED), olive.get(path)

        assert part.text.lstrip().startswith('<p class="visually-hidden" id="drawer-name">')
        assert f'href="{path}"' in part.text, "the way to the whole page"
        assert "<html" not in part.text
        assert re.search(r"<h1[^>]*>[^<]+</h1>", part.text)
        assert '<dialog class="drawer" id="drawer"' in whole.text
        assert "drawer-name" not in whole.text.replace('aria-labelledby="drawer-name"', "")
        assert {"HX-Request", "HX-Target"} <= {
            each.strip() for each in whole.headers["Vary"].split(",")
        }


def test_a_page_that_needs_the_whole_window_is_gone_to(olive: Visitor, harbor: World) -> None:
    version = shown("brand_version", submitted(harbor, TEAL))

    assert olive.get(f"/brand/versions/{version}", headers=ASKED).status_code == 204


def test_an_entry_of_an_account_opens_over_it(olive: Visitor, harbor: World) -> None:
    harbor.ada.is_given("$90.00")
    account = shown("ledger_account", harbor.ada.ledger_account_id)

    assert re.search(
        r'href="/ledger/transactions/[^"]+" data-drawer',
        olive.get(f"/ledger/accounts/{account}").text,
    )


def test_who_is_not_inside_is_sent_to_sign_in_and_not_shown_it_in_a_drawer(
    application: Dispatcher, harbor: World
) -> None:
    answer = Visitor(application, harbor.hosts["console"]).get("/payments", headers=ASKED)

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/sign-in")
