"""Passkeys: both factors at once, each challenge good once, no copy of a key gets in."""

import pytest
from werkzeug.test import TestResponse

from app.banking.mail.tables import MailRow
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.authenticator import SoftKey
from tests.web_clients import STAFF_PASSWORD, Visitor, sign_in_customer, sign_in_staff
from tests.world import World


def asked(visitor: Visitor, path: str, form_at: str) -> dict[str, object]:
    options = visitor.post(path, form_at=form_at).json
    assert options
    return options


def adds(visitor: Visitor, **traits: bool) -> SoftKey:
    """A passkey made on the security page."""
    key = SoftKey(f"https://{visitor.host}", **traits)
    options = asked(visitor, "/security/new-passkey-challenge", "/security/passkeys")
    values = {"answer": key.makes(options), "name": "Laptop"}
    answer = visitor.post("/security/passkeys", values)
    assert answer.status_code == 303, answer.text
    return key


def comes_in(visitor: Visitor, key: SoftKey) -> TestResponse:
    options = asked(visitor, "/sign-in/passkey-challenge", "/sign-in")
    values = {"answer": key.signs(options)}
    return visitor.post("/sign-in/passkey", values, form_at="/sign-in")


def elsewhere(visitor: Visitor) -> Visitor:
    """The same person in another browser."""
    return Visitor(visitor.application, visitor.host, visitor.secret, visitor.email)


def test_a_passkey_alone_opens_the_console(application: Dispatcher, harbor: World) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    key, other = adds(owner), elsewhere(owner)
    assert "Laptop" in owner.get("/security").text
    assert comes_in(other, key).headers["Location"] == "/"
    assert other.get("/security").status_code == 200
    with partner_work(harbor.partner_id) as db:
        assert db.query(MailRow).filter(MailRow.kind == "factor_added").count() == 1


def test_a_challenge_is_good_once_and_for_its_own_browser(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    key, other, thief = adds(owner), elsewhere(owner), elsewhere(owner)
    signed = key.signs(asked(other, "/sign-in/passkey-challenge", "/sign-in"))
    stolen = thief.post("/sign-in/passkey", {"answer": signed}, form_at="/sign-in")
    assert stolen.status_code == 422
    cookie = other.client.get_cookie("__Host-session", other.host)
    assert other.post("/sign-in/passkey", {"answer": signed}, form_at="/sign-in").status_code == 303
    assert cookie
    thief.client.set_cookie("__Host-session", cookie.value, domain=thief.host, secure=True)
    replayed = thief.post("/sign-in/passkey", {"answer": signed}, form_at="/sign-in")
    assert replayed.status_code == 422
    assert thief.get("/security").status_code == 303


def test_a_copied_passkey_is_refused(application: Dispatcher, harbor: World) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    key = adds(owner)
    assert comes_in(elsewhere(owner), key).status_code == 303
    key.sign_count = 0
    assert comes_in(elsewhere(owner), key).status_code == 422


def test_a_shared_passkey_does_not_count(application: Dispatcher, harbor: World) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    key = adds(owner, counts=False)
    for _ in range(2):
        assert comes_in(elsewhere(owner), key).status_code == 303


def test_a_passkey_must_check_its_person(application: Dispatcher, harbor: World) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    key = adds(owner)
    key.verifies = False
    assert comes_in(elsewhere(owner), key).status_code == 422


@pytest.mark.parametrize("trait", ["origin", "host"])
def test_a_passkey_is_nothing_on_another_host(
    application: Dispatcher, harbor: World, trait: str
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    key, other = adds(owner), elsewhere(owner)
    options = asked(other, "/sign-in/passkey-challenge", "/sign-in")
    if trait == "origin":
        key.origin = "https://harbor.example"
        signed = key.signs(options)
    else:
        signed = key.signs(options, rp_id="harbor.example")
    answer = other.post("/sign-in/passkey", {"answer": signed}, form_at="/sign-in")
    assert answer.status_code == 422
    juniper = Visitor(application, harbor.juniper.hosts["console"])
    key.origin = f"https://{juniper.host}"
    assert comes_in(juniper, key).status_code == 422, "another partner does not know the key"


def test_a_disabled_user_has_no_passkey(application: Dispatcher, harbor: World) -> None:
    from sqlalchemy import update

    from app.banking.access.tables import LoginRow

    owner = sign_in_staff(application, harbor, "owner")
    key = adds(owner)
    with partner_work(harbor.partner_id) as db:
        mine = LoginRow.email == owner.email
        db.execute(update(LoginRow).where(mine).values(is_disabled=True))
    assert comes_in(elsewhere(owner), key).status_code == 422
    assert owner.get("/security").status_code == 303, "out at once, everywhere"


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"rawId": 5}', '{"rawId": "AA"}', "x" * 20_000])
def test_an_answer_that_is_none_is_refused(
    application: Dispatcher, harbor: World, answer: str
) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    asked(visitor, "/sign-in/passkey-challenge", "/sign-in")
    said = visitor.post("/sign-in/passkey", {"answer": answer}, form_at="/sign-in")
    assert said.status_code == 422


def test_staff_keep_their_last_factor_and_customers_need_not(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    removal = owner.post("/security/authenticator/removal", form_at="/security")
    assert removal.status_code == 422
    assert "only second factor" in removal.text
    adds(owner)
    assert owner.post("/security/authenticator/removal", form_at="/security").status_code == 303
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    adds(ada)
    page = ada.get("/security/passkeys").text
    path = page.partition('action="/security/passkeys/')[2].partition("/removal")[0]
    removed = ada.post(f"/security/passkeys/{path}/removal", form_at="/security/passkeys")
    assert removed.status_code == 303
    assert "None yet" in ada.get("/security").text


def test_a_customer_who_has_a_second_factor_is_asked_for_it(
    application: Dispatcher, harbor: World
) -> None:
    from tests.web_clients import CUSTOMER_PASSWORD

    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    key, other = adds(ada), elsewhere(ada)
    other.post("/sign-in", {"email": ada.email, "password": CUSTOMER_PASSWORD})
    assert other.get("/").headers["Location"] == "/sign-in/code"
    options = asked(other, "/security/passkey-challenge", "/sign-in/code")
    answer = other.post("/sign-in/code", {"answer": key.signs(options)})
    assert answer.headers["Location"] == "/"
    assert other.get("/security").status_code == 200


def test_a_first_sign_in_can_make_a_passkey(application: Dispatcher, harbor: World) -> None:
    from tests.web.test_sign_in import add

    add(harbor, "new@harbor.example", "support")
    visitor = Visitor(application, harbor.hosts["console"])
    visitor.post("/sign-in", {"email": "new@harbor.example", "password": STAFF_PASSWORD})
    assert visitor.get("/").headers["Location"] == "/sign-in/code"
    key = SoftKey(f"https://{visitor.host}")
    options = asked(visitor, "/security/new-passkey-challenge", "/sign-in/second-factor")
    values = {"answer": key.makes(options), "name": ""}
    answer = visitor.post("/security/passkeys", values, form_at="/sign-in/second-factor")
    assert answer.headers["Location"].startswith("/security/recovery-codes")
    assert visitor.get("/security").status_code == 200


def test_nobody_adds_a_key_between_password_and_second_factor(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    thief = elsewhere(owner)
    thief.post("/sign-in", {"email": owner.email, "password": STAFF_PASSWORD})
    refused = thief.post("/security/new-passkey-challenge", form_at="/sign-in/code")
    assert refused.status_code == 403
    for path in ("/sign-in/authenticator", "/sign-in/second-factor"):
        assert thief.get(path).status_code == 303
    for path in ("/security", "/security/passkeys", "/security/authenticator"):
        assert "/sign-in/code" in thief.get(path).headers["Location"]
