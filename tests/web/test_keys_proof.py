"""A proof grows old: what cannot be taken back asks for a new one."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import update

from app.banking.access.rules import is_complete, is_fresh
from app.banking.access.tables import LoginSessionRow
from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.team_verbs import joins, members
from tests.web_clients import CUSTOMER_PASSWORD, sign_in_customer, sign_in_staff
from tests.world import World


def test_staff_prove_themselves_with_a_code_and_get_a_new_token(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    before = owner.client.get_cookie("__Host-login", owner.host)
    assert "authenticator app" in owner.get("/security/proof").text
    refused = owner.post("/security/proof", {"code": "000000"})
    assert refused.status_code == 422
    next_code = pyotp.TOTP(owner.secret).at(wall_now() + timedelta(seconds=30))
    answer = owner.post("/security/proof?next=/security", {"code": next_code})
    assert answer.headers["Location"] == "/security"
    after = owner.client.get_cookie("__Host-login", owner.host)
    assert before
    assert after
    assert before.value != after.value


def test_a_password_proves_only_where_there_is_nothing_else(
    application: Dispatcher, harbor: World
) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    assert ada.post("/security/proof", {"password": "not my password"}).status_code == 422
    answer = ada.post("/security/proof?next=/send", {"password": CUSTOMER_PASSWORD})
    assert answer.headers["Location"] == "/send"


@pytest.mark.parametrize(
    ("kind", "factors", "has_second", "whole"),
    [
        ("user", "password", False, False),
        ("user", "password totp", True, True),
        ("officer", "passkey", True, True),
        ("user", "sso", False, True),
        ("user", "totp", True, False),
        ("officer", "password recovery_code", True, True),
        ("customer", "password", False, True),
        ("customer", "password", True, False),
        ("customer", "", False, False),
    ],
)
def test_what_opens_a_surface(kind: str, factors: str, has_second: bool, whole: bool) -> None:
    given = frozenset(factors.split())
    assert is_complete(kind, given, has_second_factor=has_second) is whole


def test_a_customers_proof_grows_old_sooner() -> None:
    now = wall_now()
    assert is_fresh(now - timedelta(minutes=9), now)
    assert not is_fresh(now - timedelta(minutes=10), now)
    assert is_fresh(now - timedelta(minutes=4), now, kind="customer")
    assert not is_fresh(now - timedelta(minutes=5), now, kind="customer")
    assert not is_fresh(None, now)


def test_another_app_takes_the_place_of_the_first(application: Dispatcher, harbor: World) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    page = owner.get("/security/authenticator").text
    fresh = page.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    assert fresh != owner.secret
    wrong = owner.post("/security/authenticator", {"code": "000000"})
    assert wrong.status_code == 422
    answer = owner.post("/security/authenticator", {"code": pyotp.TOTP(fresh).now()})
    assert answer.status_code == 303
    later = wall_now() + timedelta(seconds=30)
    assert (
        owner.post("/security/proof", {"code": pyotp.TOTP(owner.secret).at(later)}).status_code
        == 422
    )
    assert owner.post("/security/proof", {"code": pyotp.TOTP(fresh).at(later)}).status_code == 303


def test_an_old_proof_leads_to_the_proof_page_and_back(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    grows_old(harbor)
    for path in ("/security/passkeys", "/security/password", "/security/authenticator"):
        assert owner.get(path).headers["Location"] == f"/security/proof?next={path}"
    removal = owner.post("/security/authenticator/removal", form_at="/security")
    assert removal.headers["Location"] == "/security/proof?next=/security/unfinished"
    codes = owner.post("/security/recovery-codes", form_at="/security/recovery-codes")
    assert codes.headers["Location"] == "/security/proof?next=/security/unfinished"


def test_what_was_typed_before_the_proof_is_done_after_it(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    member = f"/team/{shown('login', joins(harbor, 'Silas Boone', 'support'))}"
    token, site = owner.token_of(member), f"https://{owner.host}"
    grows_old(harbor)
    sent = {"csrf_token": token, "reason": "Left on Friday, <b>for good</b>."}
    answer = owner.client.post(f"{member}/access/removal", data=sent, base_url=site)
    assert answer.headers["Location"] == "/security/proof?next=/security/unfinished"
    assert members(harbor)["Silas Boone"].may_come

    code = pyotp.TOTP(owner.secret).at(wall_now() + timedelta(seconds=30))
    page = owner.follow(owner.post("/security/proof?next=/security/unfinished", {"code": code}))
    assert "Left on Friday, &lt;b&gt;for good&lt;/b&gt;." in page.text
    assert "End the access of Silas Boone</h1>" in page.text
    other = sign_in_staff(application, harbor, "operations")
    assert other.get("/security/unfinished").headers["Location"] == "/security", "not theirs"

    again = {**sent, "csrf_token": owner.token_of("/security/unfinished")}
    done = owner.client.post(f"{member}/access/removal?resumed=1", data=again, base_url=site)
    assert done.status_code == 303
    assert not members(harbor)["Silas Boone"].may_come
    assert owner.get("/security/unfinished").headers["Location"] == "/security", "sent, forgotten"


def test_a_password_waits_nowhere(application: Dispatcher, harbor: World) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    token = owner.token_of("/security/password")
    grows_old(harbor)
    sent = {"csrf_token": token, "password": "a lake with three herons"}
    answer = owner.client.post("/security/password", data=sent, base_url=f"https://{owner.host}")
    assert answer.headers["Location"] == "/security/proof?next=/security/password"
    assert owner.get("/security/unfinished").headers["Location"] == "/security"


def grows_old(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        old = wall_now() - timedelta(minutes=11)
        db.execute(update(LoginSessionRow).values(proved_at=old))
