"""Whose identity it is: addresses, other issuers, other providers, other partners (A18)."""

from collections.abc import Iterator

import pytest

from app.banking.access.actions.add_user import UserOrder, add_user
from app.kernel.actor import OPERATOR
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.hostile_provider import HostileProvider
from tests.sign_on import SignOn, is_refused
from tests.web_clients import STAFF_PASSWORD
from tests.world import World


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    with HostileProvider() as served:
        yield served


@pytest.fixture
def sign_on(application: Dispatcher, harbor: World, provider: HostileProvider) -> SignOn:
    return SignOn.set_up(application, harbor, provider)


def test_an_e_mail_address_is_nobody(
    application: Dispatcher, harbor: World, sign_on: SignOn, provider: HostileProvider
) -> None:
    """A provider that names an owner's address gets no owner's session; nor does a second one."""
    with partner_work(harbor.partner_id) as db:
        order = UserOrder("ola@harbor.example", "Ola", "owner", STAFF_PASSWORD)
        add_user(db, order, actor=OPERATOR, now=harbor.now)
    provider.claims = {"email": "OLA@harbor.example", "email_verified": True}
    visitor = sign_on.visitor()
    is_refused(sign_on, visitor, sign_on.comes_back(visitor), "a login's address")
    provider.claims = {"email": "ada@people.example"}
    assert sign_on.comes_back(sign_on.visitor()).status_code == 303
    with HostileProvider(claims=provider.claims) as second:
        other = SignOn.set_up(application, harbor, second, name="Other people")
        thief = other.visitor()
        answer = other.comes_back(thief)
        assert (answer.status_code, other.is_inside(thief)) == (422, False)
        assert "connect Other people on your security page" in answer.text
    assert len(sign_on.people()) == 2


def test_the_same_subject_of_another_issuer_is_another_person(
    application: Dispatcher, harbor: World, sign_on: SignOn
) -> None:
    sign_on.comes_back(sign_on.visitor())
    with HostileProvider(claims={"email": "other@people.example"}) as second:
        other = SignOn.set_up(application, harbor, second, name="Other people")
        assert other.comes_back(other.visitor()).status_code == 303
    assert len(sign_on.people()) == 2


@pytest.mark.parametrize("neighbour", ["juniper", "tally"])
def test_a_sign_in_of_one_partner_never_enters_another(
    application: Dispatcher, harbor: World, provider: HostileProvider, neighbour: str
) -> None:
    """The same provider is set up at both; every mixture of host, path and walk is refused."""
    ours = SignOn.set_up(application, harbor, provider)
    theirs = SignOn.set_up(application, getattr(harbor, neighbour), provider)
    home, away = ours.visitor(), theirs.visitor()
    assert away.post(ours.path, form_at="/sign-in").status_code == 404
    walk = ours.sets_out(home)
    answer = f"/answer?code={provider.code_for(walk['nonce'])}&state={walk['state']}"
    cookie = home.client.get_cookie("__Host-sso", home.host)
    assert cookie
    away.client.set_cookie("__Host-sso", cookie.value, domain=away.host, secure=True)
    assert away.get(ours.path + answer).status_code in (404, 422)
    assert away.get(theirs.path + answer).status_code == 422
    assert not theirs.is_inside(away)
    assert ours.comes_back(home, walk).status_code == 303
    token = home.client.get_cookie("__Host-login", home.host)
    assert token
    away.client.set_cookie("__Host-login", token.value, domain=away.host, secure=True)
    assert not theirs.is_inside(away)
    assert theirs.people() == []
    assert away.client.post(
        f"{ours.path}/logouts",
        data={"logout_token": provider.logout_token()},
        base_url=f"https://{away.host}",
    ).status_code in (400, 404)
    assert ours.is_inside(home)


def test_two_providers_of_one_partner_do_not_answer_for_each_other(
    application: Dispatcher, harbor: World, sign_on: SignOn
) -> None:
    """Mix-up: the walk to one, the answer at the other's address."""
    with HostileProvider() as second:
        other = SignOn.set_up(application, harbor, second, name="Other people")
        visitor = sign_on.visitor()
        walk = sign_on.sets_out(visitor)
        is_refused(sign_on, visitor, other.comes_back(visitor, walk), "the other's address")
        assert second.forms == [], "our code was not shown to the other"
