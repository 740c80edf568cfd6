"""Signing in through an identity provider: the walk, the role, the second factor, the way out."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select, text

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.mail.tables import MailRow
from app.banking.sso.tables import IdentityProviderRow, SsoAttemptRow
from app.commands.allow_passwords import let_in_again
from app.kernel.actor import OPERATOR
from app.kernel.errors import NotFound, Refused
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.hostile_provider import HostileProvider, signed
from tests.sign_on import SignOn
from tests.web_clients import STAFF_PASSWORD, Visitor, sign_in_staff
from tests.world import World


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    with HostileProvider() as served:
        yield served


@pytest.fixture
def sign_on(application: Dispatcher, harbor: World, provider: HostileProvider) -> SignOn:
    return SignOn.set_up(application, harbor, provider)


def test_the_first_sign_in_makes_the_login(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    assert "Continue with People" in visitor.get("/sign-in").text
    answer = sign_on.comes_back(visitor)
    assert answer.status_code == 303, answer.text
    assert "Paula Vance" in visitor.follow(answer).text
    assert [(each.email, each.role) for each in sign_on.people()] == [
        ("s-1@people.example", "operations")
    ]
    assert len(sign_on.records("user.added")) == len(sign_on.records("identity.linked")) == 1
    sign_on.comes_back(sign_on.visitor())
    assert len(sign_on.people()) == 1, "the same subject is the same login"


def test_an_officer_signs_in_to_oversight(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    sign_on = SignOn.set_up(application, harbor, provider, surface="oversight")
    visitor = sign_on.visitor()
    assert sign_on.comes_back(visitor).headers["Location"] == "/"
    assert "Cedar Bank" in visitor.get("/").text
    assert (
        "Continue with People"
        not in Visitor(application, harbor.hosts["portal"]).get("/sign-in").text
    )


def test_every_walk_has_a_challenge_and_brings_its_verifier(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    visitor = sign_on.visitor()
    walk = sign_on.sets_out(visitor, next="/payments")
    assert walk["code_challenge_method"] == "S256"
    assert walk["redirect_uri"] == f"https://{visitor.host}{sign_on.path}/answer"
    assert sign_on.comes_back(visitor, walk).headers["Location"] == "/payments"
    verifier = provider.forms[-1]["code_verifier"].encode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode()
    assert challenge.rstrip("=") == walk["code_challenge"]


def test_two_windows_of_one_browser_both_arrive(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    first, second = sign_on.sets_out(visitor), sign_on.sets_out(visitor)
    assert sign_on.comes_back(visitor, second).status_code == 303
    assert sign_on.comes_back(visitor, first).status_code == 303


def test_secrets_are_kept_encrypted(sign_on: SignOn) -> None:
    sign_on.sets_out(sign_on.visitor())
    with partner_work(sign_on.owner_id) as db:
        kept = db.scalars(select(IdentityProviderRow)).one()
        assert b"hush" not in kept.client_secret
        attempt = db.scalars(select(SsoAttemptRow)).one()
        assert len(attempt.verifier) > 43
        whole = db.scalars(text("select to_jsonb(p)::text from identity_provider p")).one()
        assert "hush" not in whole


def test_a_changed_role_takes_effect_and_ends_the_old_sessions(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    before = sign_on.visitor()
    sign_on.comes_back(before)
    assert sign_on.is_inside(before)
    provider.claims = {"groups": ["bank-owners", "bank-operators"]}
    after = sign_on.visitor()
    sign_on.comes_back(after)
    assert sign_on.people()[0].role == "owner"
    assert sign_on.is_inside(after)
    assert not sign_on.is_inside(before)
    taken = sign_on.records("user.role_taken")
    assert [(each.before, each.after) for each in taken] == [
        ({"role": "operations"}, {"role": "owner"})
    ]


def test_the_last_owner_stays_one_whatever_the_provider_says(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    provider.claims = {"groups": ["bank-owners"]}
    before = sign_on.visitor()
    sign_on.comes_back(before)
    provider.claims = {"groups": ["bank-operators"]}
    for _ in range(2):
        answer = sign_on.comes_back(sign_on.visitor())
        assert answer.status_code == 422, answer.text
        assert "you are the last owner here" in answer.text
    assert sign_on.people()[0].role == "owner"
    assert sign_on.is_inside(before)
    assert sign_on.records("sso.refused")[-1].reason == "sso_last_chief"
    kept = sign_on.records("user.role_kept")
    assert len(kept) == 2
    with partner_work(sign_on.owner_id) as db:
        letters = db.scalars(select(MailRow.kind)).all()
    assert letters.count("role_kept") == 1, "told once a day"


def test_with_another_owner_the_provider_takes_the_role(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    provider.claims = {"groups": ["bank-owners"]}
    sign_on.comes_back(sign_on.visitor())
    provider.claims = {"sub": "s-2", "email": "s-2@people.example", "groups": ["bank-owners"]}
    sign_on.comes_back(sign_on.visitor())
    provider.claims = {"groups": ["bank-operators"]}
    assert sign_on.comes_back(sign_on.visitor()).status_code == 303
    assert sorted(each.role for each in sign_on.people()) == ["operations", "owner"]


def test_somebody_without_a_role_is_refused_and_what_was_open_ends(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    before = sign_on.visitor()
    sign_on.comes_back(before)
    provider.claims = {"groups": ["book-club"]}
    answer = sign_on.comes_back(sign_on.visitor())
    assert answer.status_code == 403
    assert "gives you no role here" in answer.text
    assert not sign_on.is_inside(before)
    assert sign_on.records("sso.refused")[-1].reason == "sso_no_role"


def test_a_role_may_come_from_the_userinfo_answer(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    provider.token_maker = lambda claims: signed(
        {name: claims[name] for name in ("iss", "sub", "aud", "exp", "iat", "nonce", "amr")}
    )
    provider.claims = {"groups": ["bank-owners"], "email": "ola@people.example"}
    sign_on = SignOn.set_up(application, harbor, provider)
    assert sign_on.comes_back(sign_on.visitor()).status_code == 303
    assert sign_on.people()[0].role == "owner"


def test_one_factor_at_the_provider_is_followed_by_one_of_ours(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    provider.claims = {"amr": ["pwd"]}
    visitor = sign_on.visitor()
    answer = sign_on.comes_back(visitor)
    assert answer.headers["Location"] == "/sign-in/code"
    assert not sign_on.is_inside(visitor)
    shown = visitor.get("/sign-in/authenticator").text
    secret = shown.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    visitor.post("/sign-in/authenticator", {"code": pyotp.TOTP(secret).now()})
    assert sign_on.is_inside(visitor)
    sign_on.change(second_factor="trusted")
    assert sign_on.comes_back(sign_on.visitor()).headers["Location"] == "/"
    sign_on.change(second_factor="ours")
    provider.claims = {"amr": ["mfa"]}
    assert sign_on.comes_back(sign_on.visitor()).headers["Location"] == "/sign-in/code"


def test_required_class_and_age_are_asked_for_and_checked(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    sign_on.change(required_acr="gold", max_age_seconds=600)
    visitor = sign_on.visitor()
    walk = sign_on.sets_out(visitor)
    assert (walk["acr_values"], walk["max_age"]) == ("gold", "600")
    assert sign_on.comes_back(visitor, walk).status_code == 422
    now = int(wall_now().timestamp())
    provider.claims = {"acr": "gold", "auth_time": now - 30}
    assert sign_on.comes_back(sign_on.visitor()).status_code == 303
    provider.claims = {"acr": "gold", "auth_time": now - 3_600}
    assert sign_on.comes_back(sign_on.visitor()).status_code == 422


def test_new_keys_are_looked_for_once(sign_on: SignOn, provider: HostileProvider) -> None:
    fresh = RSAKey.generate_key(2048, {"kid": "fresh", "use": "sig"})
    provider.token_maker = lambda claims: signed(claims, key=fresh)
    asked = provider.asked["/jwks"]
    assert sign_on.comes_back(sign_on.visitor()).status_code == 422
    assert provider.asked["/jwks"] == asked + 1, "an unknown key: one look, no more"
    provider.published = [fresh.as_dict(private=False)]  # type: ignore[list-item]
    assert sign_on.comes_back(sign_on.visitor()).status_code == 303
    assert sign_on.comes_back(sign_on.visitor()).status_code == 303
    assert provider.asked["/jwks"] == asked + 2, "the new keys are kept"


def test_a_disabled_login_is_out_at_the_next_request(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    sign_on.comes_back(visitor)
    with partner_work(sign_on.owner_id) as db:
        db.execute(text("update login set is_disabled = true"))
    assert not sign_on.is_inside(visitor)
    answer = sign_on.comes_back(sign_on.visitor())
    assert (answer.status_code, "login here is disabled" in answer.text) == (403, True)


def test_a_provider_that_is_off_lets_nobody_in(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    walk = sign_on.sets_out(visitor)
    sign_on.change(is_enabled=False)
    assert sign_on.comes_back(visitor, walk).status_code == 422
    assert visitor.post(sign_on.path, form_at="/sign-in").status_code == 404
    assert "Continue with" not in visitor.get("/sign-in").text


def test_forced_there_is_no_other_way_in(
    application: Dispatcher, harbor: World, sign_on: SignOn
) -> None:
    secret = pyotp.random_base32()
    with partner_work(harbor.partner_id) as db:
        order = UserOrder("ola@harbor.example", "Ola", "owner", STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=harbor.now)
        db.execute(text("update identity_provider set is_forced = true"))
    visitor = sign_on.visitor()
    shown = visitor.get("/sign-in").text
    assert "Continue with People" in shown
    assert 'name="password"' not in shown
    for password in (STAFF_PASSWORD, "not the password"):
        tried = {"email": "ola@harbor.example", "password": password}
        answer = visitor.post("/sign-in", tried)
        assert answer.status_code == 422
        assert "identity provider only" in answer.text, "the same words for right and wrong"
    assert not sign_on.is_inside(visitor)
    assert sign_on.comes_back(visitor).status_code == 303
    assert 'name="password"' in Visitor(application, harbor.hosts["portal"]).get("/sign-in").text
    for host in (harbor.hosts["portal"], "nobody.localhost"):
        with pytest.raises(NotFound):
            let_in_again(host)
    let_in_again(visitor.host)
    assert 'name="password"' in sign_on.visitor().get("/sign-in").text
    assert len(sign_on.records("identity_provider.unforced")) == 1
    with pytest.raises(Refused, match="not the only way in"):
        let_in_again(visitor.host)


def test_a_member_of_the_team_connects_their_login(
    application: Dispatcher, harbor: World, sign_on: SignOn
) -> None:
    """The same e-mail is not enough; being signed in here and there is."""
    owner = sign_in_staff(application, harbor, "owner")
    before = len(sign_on.people())
    path = sign_on.path.replace("/sign-in/", "/security/")
    assert "Connect People" in owner.get("/security").text
    walk = sign_on.sets_out(owner, f"{path}/connection", form_at="/security")
    assert sign_on.comes_back(owner, walk).headers["Location"] == "/security"
    assert "Connect People" not in owner.get("/security").text
    sign_on.provider.claims = {"groups": ["bank-owners"]}
    assert sign_on.comes_back(sign_on.visitor()).status_code == 303
    assert len(sign_on.people()) == before
    other = sign_in_staff(application, harbor, "support")
    walk = sign_on.sets_out(other, f"{path}/connection", form_at="/security")
    answer = sign_on.comes_back(other, walk)
    assert (answer.status_code, "belongs to a login here" in answer.text) == (409, True)


def test_a_connection_is_finished_by_whoever_began_it(
    application: Dispatcher, harbor: World, sign_on: SignOn
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    path = sign_on.path.replace("/sign-in/", "/security/")
    walk = sign_on.sets_out(owner, f"{path}/connection", form_at="/security")
    owner.post("/sign-out", form_at="/security")
    assert sign_on.comes_back(owner, walk).status_code == 422
    assert sign_on.records("identity.linked") == []


def test_somebody_without_a_password_proves_themselves_at_the_provider(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    visitor = sign_on.visitor()
    sign_on.comes_back(visitor)
    with partner_work(sign_on.owner_id) as db:
        db.execute(
            text("update login_session set proved_at = :at"),
            {"at": wall_now() - timedelta(hours=1)},
        )
    path = sign_on.path.replace("/sign-in/", "/security/")
    assert "Continue with People" in visitor.get("/security/proof").text
    walk = sign_on.sets_out(visitor, f"{path}/proof", form_at="/security/proof", next="/team")
    assert (walk["prompt"], walk["max_age"]) == ("login", "0")
    assert sign_on.comes_back(visitor, walk).status_code == 422, "it does not say when"
    walk = sign_on.sets_out(visitor, f"{path}/proof", form_at="/security/proof", next="/team")
    provider.claims = {"auth_time": int(wall_now().timestamp())}
    assert sign_on.comes_back(visitor, walk).headers["Location"] == "/team"
    assert len(sign_on.records("session.proved")) == 1
