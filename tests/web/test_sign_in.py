"""Who gets in, and what a stranger learns."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.verify_code import matching_step
from app.banking.audit.tables import AuditRow
from app.kernel.actor import OPERATOR
from app.kernel.errors import Refused
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher, host_name
from tests.web_clients import STAFF_PASSWORD, Visitor, sign_in_customer, sign_in_staff
from tests.world import World


def add(world: World, email: str, role: str, secret: str | None = None) -> None:
    with partner_work(world.partner_id) as db:
        order = UserOrder(email, "Priya Raman", role, STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=world.now)


def test_an_unknown_host_names_no_brand(application: Dispatcher, harbor: World) -> None:
    assert harbor.juniper
    answer = Visitor(application, "nobody.localhost").get("/")
    assert answer.status_code == 404
    for brand in ("Harbor", "Juniper", "Tally", "Cedar", "Granite"):
        assert brand not in answer.text


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("harbor.localhost:8000", "harbor.localhost"),
        ("HARBOR.localhost", "harbor.localhost"),
        ("a@b", ""),
        ("harbor.localhost, evil.example", ""),
        ("[::1]:80", ""),
        ("", ""),
    ],
)
def test_a_host_is_read_strictly(header: str, name: str) -> None:
    assert host_name(header) == name


def test_a_visitor_is_led_to_sign_in_and_back(application: Dispatcher, harbor: World) -> None:
    answer = Visitor(application, harbor.hosts["console"]).get("/security")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/security"


def test_staff_need_their_second_factor(application: Dispatcher, harbor: World) -> None:
    secret = pyotp.random_base32()
    add(harbor, "priya@harbor.example", "owner", secret)
    visitor = Visitor(application, harbor.hosts["console"])
    visitor.post("/sign-in", {"email": "priya@harbor.example", "password": STAFF_PASSWORD})
    assert visitor.get("/security").headers["Location"].startswith("/sign-in/code")
    assert visitor.post("/sign-in/code", {"code": "000000"}).status_code == 422
    before = visitor.client.get_cookie("__Host-login", visitor.host)
    assert visitor.post("/sign-in/code", {"code": pyotp.TOTP(secret).now()}).status_code == 303
    after = visitor.client.get_cookie("__Host-login", visitor.host)
    assert before
    assert after
    assert before.value != after.value
    assert visitor.get("/security").status_code == 200


def test_a_first_sign_in_sets_an_authenticator_up(application: Dispatcher, harbor: World) -> None:
    add(harbor, "new@harbor.example", "support")
    visitor = Visitor(application, harbor.hosts["console"])
    visitor.post("/sign-in", {"email": "new@harbor.example", "password": STAFF_PASSWORD})
    shown = visitor.get("/sign-in/authenticator").text
    secret = shown.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    answer = visitor.post("/sign-in/authenticator", {"code": pyotp.TOTP(secret).now()})
    assert answer.status_code == 303
    assert visitor.get("/security").status_code == 200


def test_a_code_is_good_once() -> None:
    secret, wall = pyotp.random_base32(), wall_now()
    code = pyotp.TOTP(secret).at(wall)
    step = matching_step(secret, code, None, wall=wall)
    with pytest.raises(Refused, match="used already"):
        matching_step(secret, code, step, wall=wall)
    with pytest.raises(Refused):
        matching_step(secret, code, None, wall=wall + timedelta(minutes=2))


def test_unknown_and_known_people_read_the_same_words(
    application: Dispatcher, harbor: World
) -> None:
    add(harbor, "priya@harbor.example", "owner")
    visitor = Visitor(application, harbor.hosts["console"])
    for email in ("priya@harbor.example", "nobody@harbor.example"):
        answer = visitor.post("/sign-in", {"email": email, "password": "wrong password"})
        assert answer.status_code == 422
        assert "do not go together" in answer.text


def test_a_session_is_nothing_on_another_host(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    token = ada.client.get_cookie("__Host-login", ada.host)
    assert token
    for host in (harbor.hosts["console"], harbor.juniper.hosts["portal"]):
        thief = Visitor(application, host)
        thief.client.set_cookie("__Host-login", token.value, domain=host, secure=True)
        assert thief.get("/security").status_code == 303


def test_signing_out_ends_the_session(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    token = ada.client.get_cookie("__Host-login", ada.host)
    ada.post("/sign-out", form_at="/security")
    assert token
    ada.client.set_cookie("__Host-login", token.value, domain=ada.host, secure=True)
    assert ada.get("/security").status_code == 303


def test_a_form_without_its_token_does_nothing(application: Dispatcher, harbor: World) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    data = {"email": "a@b.example", "password": "x"}
    answer = visitor.client.post("/sign-in", data=data, base_url=f"https://{visitor.host}")
    assert answer.status_code == 403
    assert "too old" in answer.text


def test_a_role_without_the_permission_is_refused_and_remembered(
    application: Dispatcher, harbor: World
) -> None:
    developer = sign_in_staff(application, harbor, "developer")
    answer = developer.get("/customers")
    assert answer.status_code == 403
    with partner_work(harbor.partner_id) as db:
        denied = db.scalars(select(AuditRow).where(AuditRow.action == "access.denied")).all()
    assert [row.details["permission"] for row in denied] == ["customers.view"]


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil", "evil"])
def test_sign_in_leads_nowhere_else(application: Dispatcher, harbor: World, address: str) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    page = visitor.get("/sign-in", query_string={"next": address}).text
    assert "evil" not in page


def test_a_theme_is_served_on_its_own_host_only(application: Dispatcher, harbor: World) -> None:
    own = Visitor(application, harbor.hosts["portal"])
    address = own.get("/sign-in").text.partition('href="/theme/')[2].partition('"')[0]
    assert own.get(f"/theme/{address}").status_code == 200
    other = Visitor(application, harbor.juniper.hosts["portal"])
    assert other.get(f"/theme/{address}").status_code == 404
