"""A guesser gets ten tries in a quarter of an hour; the owner on a known browser still gets in."""

from random import Random

import pyotp
import pytest
from sqlalchemy import func, select

from app.banking.access import passwords
from app.banking.mail.tables import MailRow
from app.storage.session import partner_work
from app.web import throttle
from app.web.dispatch import Dispatcher
from tests.invariants.figures import FIGURES, Told, fresh_seed
from tests.web_clients import (
    CUSTOMER_PASSWORD,
    STAFF_PASSWORD,
    Visitor,
    sign_in_customer,
    sign_in_staff,
)
from tests.world import World

GUESSES = 200


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guesser who waits whenever it is told to, so that waiting takes no time here."""
    monkeypatch.setattr(throttle, "_left", lambda _key: 0)


def guesses(application: Dispatcher, host: str, email: str, luck: Random) -> int:
    """Wrong passwords from many addresses; returns how many were weighed at all."""
    visitor, weighed = Visitor(application, host), 0
    token = visitor.token_of("/sign-in")
    for _ in range(GUESSES):
        address = f"198.51.{luck.randrange(256)}.{luck.randrange(256)}"
        values = {"email": email, "password": f"guess {luck.random()}", "csrf_token": token}
        answer = visitor.client.post(
            "/sign-in",
            data=values,
            base_url=f"https://{host}",
            environ_overrides={"REMOTE_ADDR": address},
        )
        weighed += answer.status_code == 422
    return weighed


@pytest.mark.usefixtures("patient")
def test_a_guesser_is_slowed_and_the_owner_still_gets_in(
    application: Dispatcher, harbor: World, record_property: Told
) -> None:
    seed = fresh_seed()
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    weighed = guesses(application, ada.host, ada.email, Random(seed))
    told = f"guessing one person: {GUESSES} tries, {weighed} weighed, seed {seed}"
    record_property(FIGURES, told)
    assert weighed <= 10
    ada.post("/sign-out", form_at="/security")
    back = ada.post("/sign-in", {"email": ada.email, "password": CUSTOMER_PASSWORD})
    assert back.status_code == 303, "the browser is known"
    juniper = harbor.juniper
    other = sign_in_customer(application, juniper, juniper.ada, second_factor=False)
    assert other.get("/").status_code == 200, "another partner does not notice"


@pytest.mark.usefixtures("patient")
def test_one_address_may_not_try_everybody(application: Dispatcher, harbor: World) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    token, weighed = visitor.token_of("/sign-in"), 0
    for number in range(100):
        values = {"email": f"{number}@example.com", "password": "x", "csrf_token": token}
        base = f"https://{visitor.host}"
        weighed += visitor.client.post("/sign-in", data=values, base_url=base).status_code == 422
    assert weighed == 60


def test_a_stranger_waits_longer_each_time(application: Dispatcher, harbor: World) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    values = {"email": "nobody@example.com", "password": "x"}
    said = [visitor.post("/sign-in", values, form_at="/sign-in") for _ in range(7)]
    assert [answer.status_code for answer in said] == [422] * 5 + [429] * 2
    assert "seconds" in said[-1].text


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("field", ["code", "recovery_code"])
def test_codes_are_not_guessed_either(application: Dispatcher, harbor: World, field: str) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    thief = Visitor(application, owner.host)
    thief.post("/sign-in", {"email": owner.email, "password": STAFF_PASSWORD})
    token = thief.token_of("/sign-in/code")
    weighed = 0
    for number in range(40):
        values = {field: f"{number:06}", "csrf_token": token}
        answer = thief.client.post("/sign-in/code", data=values, base_url=f"https://{thief.host}")
        weighed += answer.status_code == 422
    assert weighed <= 10
    proof = {"code": pyotp.TOTP(owner.secret).now()}
    assert owner.post("/security/proof", proof).status_code != 429, "a known browser is weighed"


def test_unknown_and_known_people_cost_one_argon2_each(
    application: Dispatcher, harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A17 by structure; the clock itself is read in a soak (test_keys_cost)."""
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    hasher, verified = passwords._costing.hasher, []

    class Counting:
        def __getattr__(self, name: str) -> object:
            return getattr(hasher, name)

        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept.split("$")[1:4])
            return hasher.verify(kept, password)

    monkeypatch.setattr(passwords._costing, "hasher", Counting())
    visitor = Visitor(application, ada.host)
    for email in (ada.email, "nobody@example.com"):
        wrong = {"email": email, "password": "wrong password"}
        assert visitor.post("/sign-in", wrong).status_code == 422
    assert len(verified) == 2
    assert verified[0] == verified[1], "the same kind at the same cost"


def test_a_new_device_is_told_to_its_owner(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)

    def letters() -> int:
        with partner_work(harbor.partner_id) as db:
            told = select(func.count()).where(MailRow.kind == "new_device")
            return db.scalar(told) or 0

    assert letters() == 0, "the first device is no news"
    ada.post("/sign-out", form_at="/security")
    ada.post("/sign-in", {"email": ada.email, "password": CUSTOMER_PASSWORD})
    assert letters() == 0, "this one is known"
    stranger = Visitor(application, ada.host)
    stranger.client.set_cookie("__Host-device", "chosen", domain=ada.host, secure=True)
    stranger.post("/sign-in", {"email": ada.email, "password": CUSTOMER_PASSWORD})
    assert letters() == 1
    kept = stranger.client.get_cookie("__Host-device", ada.host)
    assert kept
    assert kept.value != "chosen", "a token of nobody's is not adopted"


def test_a_password_is_changed_and_the_other_sessions_end(
    application: Dispatcher, harbor: World
) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    other = Visitor(application, ada.host)
    other.post("/sign-in", {"email": ada.email, "password": CUSTOMER_PASSWORD})
    values = {"password": CUSTOMER_PASSWORD, "chosen": "marble teapot in the rain"}
    wrong = ada.post("/security/password", values | {"password": "not this one"})
    assert wrong.status_code == 422
    common = ada.post("/security/password", values | {"chosen": "passwordpassword"})
    assert "first passwords a stranger" in common.text
    assert ada.post("/security/password", values).headers["Location"] == "/security"
    assert ada.get("/security").status_code == 200
    assert other.get("/security").status_code == 303
    again = other.post("/sign-in", {"email": ada.email, "password": values["chosen"]})
    assert again.status_code == 303
