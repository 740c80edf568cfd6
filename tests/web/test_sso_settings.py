"""The settings of single sign-on: who may, what is shown, and what is never shown again."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from app.web.dispatch import Dispatcher
from tests.hostile_provider import HostileProvider
from tests.sign_on import SignOn
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

SETTINGS = "/settings/sign-in"


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    with HostileProvider() as served:
        yield served


def typed(provider: HostileProvider, **changed: str) -> dict[str, str]:
    return {
        "name": "People",
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "secret": "hush: a client's secret",
        "role_claim": "groups",
        "role-owner": "bank-owners",
        "role-operations": "bank-operators, treasury",
        "second_factor": "asserted",
        **changed,
    }


def add(owner: Visitor, provider: HostileProvider) -> str:
    answer = owner.post(SETTINGS, typed(provider), form_at=f"{SETTINGS}/new")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def agreed(second: Visitor, asked: TestResponse) -> TestResponse:
    """A colleague opens what waits, and says yes to what is on the page."""
    assert asked.status_code == 303, asked.text
    return agreed_at(second, str(asked.headers["Location"]))


def agreed_at(second: Visitor, waiting: str) -> TestResponse:
    """The same, of a request at this address."""
    shown = second.get(waiting).text
    seen = re.search(r'name="seen" value="([^"]+)"', shown)
    assert seen, shown
    return second.post(f"{waiting}/vote", {"seen": seen[1], "answer": "yes"}, form_at=waiting)


def connect(sign_on: SignOn, visitor: Visitor, at: str, subject: str) -> None:
    """Somebody who is signed in connects their login on their security page."""
    sign_on.provider.claims = {"sub": subject, "groups": ["bank-owners"]}
    path = at.replace(SETTINGS, "/security/provider")
    walk = sign_on.sets_out(visitor, f"{path}/connection", form_at="/security")
    assert sign_on.comes_back(visitor, walk).status_code == 303


def test_an_owner_sets_a_provider_up_and_turns_it_on(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    owner = sign_in_staff(application, harbor)
    assert "No identity provider yet" in owner.get(SETTINGS).text
    at = add(owner, provider)
    shown = owner.get(at).text
    path = at.replace(SETTINGS, "/sign-in/provider")
    assert f"https://{owner.host}{path}/answer" in shown
    assert f"https://{owner.host}{path}/logouts" in shown
    assert "It is still off" in shown
    assert "treasury" in shown
    stranger = Visitor(application, owner.host)
    assert "Continue with People" not in stranger.get("/sign-in").text
    answer = owner.post(f"{at}/terms", typed(provider, secret="", is_enabled="y"))
    assert "Continue with People" not in stranger.get("/sign-in").text, "it waits for a colleague"
    assert agreed(sign_in_staff(application, harbor), answer).status_code == 303
    assert "Continue with People" in stranger.get("/sign-in").text
    for page in (SETTINGS, f"{SETTINGS}/new", at, f"{at}/terms"):
        assert "hush" not in owner.get(page).text


def test_what_cannot_work_is_said_beside_the_field(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    owner = sign_in_staff(application, harbor)
    for changed, words in (
        ({"secret": ""}, "Enter the client secret"),
        ({"role-owner": "", "role-operations": " , "}, "without a role nobody comes in"),
        ({"issuer": "https://10.0.0.1"}, "leads into a private network"),
        ({"issuer": f"{provider.issuer}/other"}, "did not answer as expected"),
        ({"issuer": "http://people.example"}, "not one we connect to"),
        ({"max_age_minutes": "-1"}, "Enter 0 to"),
        ({"second_factor": "none"}, "Not a valid choice"),
    ):
        answer = owner.post(SETTINGS, typed(provider, **changed), form_at=f"{SETTINGS}/new")
        assert (answer.status_code, words in answer.text) == (422, True), words
        assert "hush" not in answer.text
    provider.document = {"token_endpoint": "https://169.254.169.254/token"}
    answer = owner.post(SETTINGS, typed(provider), form_at=f"{SETTINGS}/new")
    assert (answer.status_code, "token" in answer.text) == (422, True)


def test_an_issuer_is_set_up_once(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    owner = sign_in_staff(application, harbor)
    add(owner, provider)
    answer = owner.post(SETTINGS, typed(provider), form_at=f"{SETTINGS}/new")
    assert (answer.status_code, "set up here already" in answer.text) == (422, True)


def test_nobody_locks_their_own_team_out(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    owner = sign_in_staff(application, harbor)
    at = add(owner, provider)
    forced = typed(provider, secret="", is_enabled="y", is_forced="y")
    answer = owner.post(f"{at}/terms", forced)
    assert (answer.status_code, "Connect your own login" in answer.text) == (422, True)
    colleague = sign_in_staff(application, harbor)
    agreed(colleague, owner.post(f"{at}/terms", {**forced, "is_forced": ""}))
    sign_on = SignOn.known(application, harbor, provider)
    connect(sign_on, owner, at, "olga")
    asked = owner.post(f"{at}/terms", forced)
    assert "Connect your own login" in agreed(colleague, asked).text, "the checker walks it too"
    connect(sign_on, colleague, at, "piet")
    assert agreed(colleague, asked).status_code == 303
    assert 'name="password"' not in Visitor(application, owner.host).get("/sign-in").text


def test_the_only_way_in_ends_what_came_in_another_way(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    sign_on = SignOn.set_up(application, harbor, provider)
    owner, checker = sign_in_staff(application, harbor), sign_in_staff(application, harbor)
    asleep = sign_in_staff(application, harbor, "support")
    customer = sign_in_customer(application, harbor, harbor.ada)
    by_provider = sign_on.visitor()
    sign_on.comes_back(by_provider)
    at = f"{SETTINGS}/{sign_on.path.rpartition('/')[2]}"
    for visitor, subject in ((owner, "olga"), (checker, "piet")):
        connect(sign_on, visitor, at, subject)
    forced = owner.post(f"{at}/terms", typed(provider, secret="", is_enabled="y", is_forced="y"))
    assert all(sign_on.is_inside(each) for each in (owner, checker, asleep))
    assert agreed(checker, forced).status_code == 303
    assert not any(sign_on.is_inside(each) for each in (owner, checker, asleep))
    assert sign_on.is_inside(by_provider)
    assert sign_on.is_inside(customer), "customers have no provider"
    assert len({each.subject_id for each in sign_on.records("sessions.ended")}) == 3
    provider.claims = {"sub": "olga", "groups": ["bank-owners"]}
    assert sign_on.comes_back(owner).status_code == 303, "by the provider they are in again"


def test_a_test_takes_over_what_is_published_now(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    owner = sign_in_staff(application, harbor)
    at = add(owner, provider)
    provider.document = {"id_token_signing_alg_values_supported": ["ES256", "HS256"]}
    assert "RS256, PS256, ES256, EdDSA" in owner.get(at).text, "nothing changes by itself"
    owner.post(f"{at}/tests", form_at=at)
    assert "<dd>ES256</dd>" in owner.get(at).text.replace("\n", "")
    provider.document = {"issuer": "https://evil.example"}
    owner.post(f"{at}/tests", form_at=at)
    shown = owner.get(at).text
    assert "Nothing was changed" in shown
    assert "<dd>ES256</dd>" in shown


def test_a_bank_has_providers_of_its_own(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    officer = sign_in_staff(application, harbor, "oversight_officer")
    lines = {"role-owner": "", "role-operations": "", "role-bsa_officer": "bsa"}
    assert "role-examiner" not in officer.get(f"{SETTINGS}/new").text
    answer = officer.post(SETTINGS, typed(provider, **lines), form_at=f"{SETTINGS}/new")
    assert answer.status_code == 303, answer.text
    assert "People" in officer.get(SETTINGS).text
    assert "No identity provider yet" in sign_in_staff(application, harbor).get(SETTINGS).text


def test_another_partners_provider_is_like_none_at_all(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    at = add(sign_in_staff(application, harbor), provider)
    stranger = sign_in_staff(application, harbor.juniper)
    for page in (at, f"{at}/terms"):
        assert stranger.get(page).status_code == 404
    assert stranger.post(f"{at}/tests", form_at="/security").status_code == 404
    assert stranger.post(f"{at}/terms", typed(provider), form_at="/security").status_code == 404


def test_a_second_person_agrees_to_who_comes_in(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    """With no rule set by anybody: who vouches for the team is never one person's decision."""
    owner, second = sign_in_staff(application, harbor), sign_in_staff(application, harbor)
    at = add(owner, provider)
    answer = owner.post(f"{at}/terms", typed(provider, secret="", is_enabled="y"))
    assert answer.status_code == 303, answer.text
    waiting = str(answer.headers["Location"])
    stranger = Visitor(application, owner.host)
    assert "Continue with People" not in stranger.get("/sign-in").text
    shown = second.get(waiting).text
    assert "Change the identity provider People" in shown
    assert "People may sign in with it" in shown
    assert agreed(second, answer).status_code == 303
    assert "Continue with People" in stranger.get("/sign-in").text
    off = owner.post(f"{at}/terms", typed(provider, secret="", is_enabled=""))
    assert off.headers["Location"] == at, "to let fewer people in nobody is asked"
