"""Everybody sees what was done with their own access, and nobody else's."""

from app.web.dispatch import Dispatcher
from tests.web_clients import sign_in_customer, sign_in_staff
from tests.world import World


def test_a_customer_sees_what_was_done_with_their_access(
    harbor: World, application: Dispatcher
) -> None:
    ada, grace = (
        sign_in_customer(application, harbor, person) for person in (harbor.ada, harbor.grace)
    )
    sign_in_staff(application, harbor)

    page = ada.get("/security").text

    assert "Lately" in page
    assert page.count("Signed in</dt>") == 1
    assert "Customer may sign in" in page
    assert "User added" not in page
    assert grace.get("/security").text.count("Signed in</dt>") == 1
