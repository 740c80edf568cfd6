"""The operator's host: in by a link and no password, out after a while; what it shows."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from time_machine import travel

from app.banking.invariants.catalogue import NAMES
from app.banking.invariants.looking import look
from app.config import Config
from app.factory import create_app
from app.storage.clock import wall_now
from app.storage.operators import IDLE_MAX, LINK_LASTS, SESSION_MAX, make_link
from app.storage.session import clock_reading
from app.supervise.operator import link_of
from app.web.dispatch import Dispatcher
from tests.web.test_session_end import EXTENSION, JSON, LEFT
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

PAGES = ("/", "/seals", "/work")


@pytest.fixture
def stranger(application: Dispatcher, installation: Config) -> Visitor:
    return Visitor(application, installation.operator_host)


@pytest.fixture
def operator(stranger: Visitor) -> Visitor:
    """Somebody who opened a fresh link."""
    path = f"/sign-in/{fresh_link()}"
    assert stranger.post(path).status_code == 303
    return stranger


def fresh_link(*, ago: timedelta = timedelta()) -> str:
    with clock_reading() as db:
        return make_link(db, wall=wall_now() - ago)


def test_a_link_lets_one_browser_in_and_no_second(
    stranger: Visitor, application: Dispatcher
) -> None:
    path = f"/sign-in/{fresh_link()}"

    assert "works once" in stranger.get(path).text
    assert "works once" in stranger.get(path).text, "looking at a link uses nothing up"
    came_in = stranger.post(path)
    assert came_in.headers["Location"] == "/"
    assert stranger.get("/").status_code == 200

    second = Visitor(application, stranger.host)
    assert second.get(path).status_code == 410
    refused = second.post(path, form_at="/sign-in")
    assert refused.status_code in (403, 410)
    assert second.get("/").status_code == 303


def test_the_command_lines_link_opens_the_door(stranger: Visitor, installation: Config) -> None:
    link = urlsplit(link_of(installation))

    assert (link.scheme, link.netloc) == ("http", f"operator.localhost:{installation.port}")
    assert stranger.post(link.path).status_code == 303


def test_in_production_the_link_is_encrypted_and_the_host_is_named(installation: Config) -> None:
    named = replace(installation, environment="production", operator_host="ops.bank.example")

    assert link_of(named).startswith("https://ops.bank.example/sign-in/")
    assert link_of(replace(installation, operator_host="")) == ""


def test_without_a_host_of_its_own_the_surface_is_nowhere(installation: Config) -> None:
    nowhere = create_app(replace(installation, operator_host=""))

    assert Visitor(nowhere, installation.operator_host).get("/").status_code == 404


def test_the_cookie_is_kept_from_everybody_else(stranger: Visitor) -> None:
    cookie = stranger.post(f"/sign-in/{fresh_link()}").headers.getlist("Set-Cookie")
    own = next(each for each in cookie if each.startswith("__Host-operator="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(own.split("; "))


@pytest.mark.parametrize("ago", [LINK_LASTS, LINK_LASTS + timedelta(hours=1)])
def test_an_old_link_says_what_to_type(stranger: Visitor, ago: timedelta) -> None:
    answer = stranger.get(f"/sign-in/{fresh_link(ago=ago)}")

    assert answer.status_code == 410
    assert "no longer works" in answer.text
    assert "guildhall operator" in answer.text


def test_a_made_up_link_is_like_an_old_one(stranger: Visitor) -> None:
    assert stranger.get(f"/sign-in/{'x' * 43}").status_code == 410
    assert stranger.get("/sign-in/short").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_told_how_to_come_in(stranger: Visitor, path: str) -> None:
    answer = stranger.get(path)

    assert answer.status_code == 303
    assert "guildhall operator" in stranger.follow(answer).text


def test_what_is_not_there_is_not_found(operator: Visitor) -> None:
    for path in ("/partners", "/security", "/sign-in/code", "/customers"):
        assert operator.get(path).status_code == 404, path


def test_a_session_ends_when_nobody_uses_it(operator: Visitor) -> None:
    with travel(wall_now() + IDLE_MAX, tick=False):
        assert operator.get("/").status_code == 303


def test_before_a_session_ends_its_owner_is_told_and_puts_it_off(operator: Visitor) -> None:
    began = wall_now()
    with travel(began + timedelta(minutes=14), tick=False):
        told = LEFT.search(operator.get("/work").text)
        assert told
        assert int(told[1]) == pytest.approx(60, abs=5)
        assert int(told[2]) == pytest.approx((SESSION_MAX - timedelta(minutes=14)).seconds, abs=5)
        stays = operator.post(EXTENSION, form_at="/work", headers=JSON).get_json()
        assert stays["idle"] == IDLE_MAX.seconds
    with travel(began + timedelta(minutes=27), tick=False):
        back = operator.post(
            EXTENSION, form_at="/", headers={"Referer": f"https://{operator.host}/work"}
        )
        assert (back.status_code, back.headers["Location"]) == (303, "/work")
    with travel(began + timedelta(minutes=43), tick=False):
        late = operator.client.post(EXTENSION, base_url=f"https://{operator.host}", headers=JSON)
        assert late.status_code in (303, 403)
        assert not LEFT.search(operator.get("/sign-in").text)


def test_a_session_ends_after_half_a_day_however_busy(operator: Visitor) -> None:
    began, lived = wall_now(), timedelta()
    while lived < SESSION_MAX - IDLE_MAX:
        lived += IDLE_MAX - timedelta(minutes=1)
        with travel(began + lived, tick=False):
            assert operator.get("/sign-in").status_code == 303, "somebody inside is sent on"
    with travel(began + SESSION_MAX, tick=False):
        assert operator.get("/").status_code == 303


def test_signing_out_ends_the_session_for_good(operator: Visitor) -> None:
    cookie = operator.client.get_cookie("__Host-operator", operator.host)
    assert cookie

    assert operator.post("/sign-out", form_at="/").status_code == 303

    operator.client.set_cookie("__Host-operator", cookie.value, domain=operator.host, secure=True)
    assert operator.get("/").status_code == 303


def test_a_banks_session_opens_nothing_here(
    application: Dispatcher, harbor: World, stranger: Visitor
) -> None:
    officer = sign_in_staff(application, harbor, "oversight_officer")
    cookie = officer.client.get_cookie("__Host-login", officer.host)
    assert cookie
    for name in ("__Host-login", "__Host-operator"):
        stranger.client.set_cookie(name, cookie.value, domain=stranger.host, secure=True)

    assert stranger.get("/").status_code == 303


def test_nobody_looks_without_the_forms_token(operator: Visitor) -> None:
    answer = operator.client.post("/looks", base_url=f"https://{operator.host}")

    assert answer.status_code == 403


def test_all_ten_are_shown_with_their_sentences(operator: Visitor, harbor: World) -> None:
    harbor.ada.is_given("12.00")

    answer = operator.follow(operator.post("/looks", form_at="/"))

    assert "Looked at all ten" in answer.text
    for name in NAMES:
        assert f"{name}. " in answer.text
    assert "Debits equal credits in every currency" in answer.text


def test_every_partner_is_in_the_seals(operator: Visitor, harbor: World) -> None:
    assert harbor.tally.bank_id != harbor.bank_id
    answer = operator.get("/seals")

    assert answer.status_code == 200
    assert "Harbor" in answer.text
    assert "Granite Trust" in answer.text


def test_work_is_shown_by_kind_and_without_its_content(operator: Visitor, harbor: World) -> None:
    harbor.applies("Walt", "Unusualname")

    answer = operator.get("/work")

    assert answer.status_code == 200
    assert "application.decide" in answer.text
    assert "Unusualname" not in answer.text


@pytest.fixture
def looked(harbor: World) -> World:
    look(wall_now)
    return harbor


def test_a_bank_sees_its_own_checks(application: Dispatcher, looked: World) -> None:
    officer = sign_in_staff(application, looked, "examiner")

    answer = officer.get("/checks")

    assert answer.status_code == 200
    assert "Ledger checks" in answer.text
    for name in NAMES:
        assert f"{name}. " in answer.text
