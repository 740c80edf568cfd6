"""The whole walk against an identity provider that we did not write."""

from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from app.demo.identity import ROLES, tell_console
from app.kernel.errors import Refused
from app.web.dispatch import Dispatcher
from tests.packaged_provider import CLIENT, packaged_provider, says_no, signs_in
from tests.sign_on import SignOn
from tests.web_clients import Visitor
from tests.world import World

# The package speaks to Authlib by names that Authlib will drop: nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with packaged_provider() as address:
        yield address


@pytest.fixture
def sign_on(application: Dispatcher, harbor: World, issuer: str) -> SignOn:
    provider = SimpleNamespace(issuer=issuer, client_id=CLIENT)
    return SignOn.set_up(application, harbor, provider, role_map=ROLES)


def arrive(visitor: Visitor, location: str) -> TestResponse:
    """As a browser follows the provider's answer."""
    parts = urlsplit(location)
    assert parts.hostname == visitor.host
    return visitor.get(f"{parts.path}?{parts.query}")


def test_somebody_comes_in_with_both_factors(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    answer = arrive(visitor, signs_in(sign_on.address(visitor), "nadia"))
    assert answer.status_code == 303, answer.text
    assert "Nadia Ferro" in visitor.follow(answer).text
    assert [(each.email, each.role) for each in sign_on.people()] == [
        ("nadia@people.example", "owner")
    ]
    again = signs_in(sign_on.address(visitor), "nadia")
    assert arrive(sign_on.visitor(), again).status_code == 422, "another browser's answer"


def test_one_factor_there_leads_to_one_of_ours(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    answer = arrive(visitor, signs_in(sign_on.address(visitor), "theo"))
    assert answer.headers["Location"] == "/sign-in/code"
    assert not sign_on.is_inside(visitor)


@pytest.mark.parametrize("subject", ["sam", "somebody it has never seen"])
def test_without_a_role_nobody_comes_in(sign_on: SignOn, subject: str) -> None:
    visitor = sign_on.visitor()
    answer = arrive(visitor, signs_in(sign_on.address(visitor), subject))
    assert (answer.status_code, "no role here" in answer.text) == (403, True)
    assert sign_on.people() == []


def test_whoever_says_no_there_is_told_here(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    answer = arrive(visitor, says_no(sign_on.address(visitor)))
    assert (answer.status_code, "Not signed in" in answer.text) == (422, True)
    assert not sign_on.is_inside(visitor)


def test_somebody_proves_themselves_again(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    arrive(visitor, signs_in(sign_on.address(visitor), "nadia"))
    path = sign_on.path.replace("/sign-in/", "/security/")
    address = sign_on.address(visitor, f"{path}/proof", form_at="/security", next="/team")
    assert arrive(visitor, signs_in(address, "nadia")).headers["Location"] == "/team"
    address = sign_on.address(visitor, f"{path}/proof", form_at="/security", next="/team")
    refused = arrive(visitor, signs_in(address, "theo"))
    assert (refused.status_code, "somebody else" in refused.text) == (422, True)


def test_the_demo_tells_a_console_once(application: Dispatcher, harbor: World, issuer: str) -> None:
    for _ in range(2):
        tell_console(harbor.hosts["console"], issuer)
    shown = Visitor(application, harbor.hosts["console"]).get("/sign-in").text
    assert shown.count("Continue with People") == 1
    with pytest.raises(Refused, match="no demo world"):
        tell_console("nobody.localhost", issuer)
