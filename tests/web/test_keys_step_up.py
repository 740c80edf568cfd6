"""A customer proves once more who they are before paying somebody new, or a lot."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from app.banking.access.tables import FormDraftRow, LoginSessionRow
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.payment_verbs import LANDLORD
from tests.web.test_send import BANK, OWN, TRANSFER, asked_at, confirm, to_landlord
from tests.web_clients import CUSTOMER_PASSWORD, Visitor, sign_in_customer
from tests.world import World

AGAIN = "/send/bank-account?again=1"


@pytest.fixture
def plain_ada(application: Dispatcher, harbor: World) -> Visitor:
    """Ada with nothing but her password."""
    harbor.ada.is_given("$2,000.00")
    return sign_in_customer(application, harbor, harbor.ada, second_factor=False)


@pytest.fixture
def ada(application: Dispatcher, harbor: World) -> Visitor:
    harbor.ada.is_given("$2,000.00")
    return sign_in_customer(application, harbor, harbor.ada)


def waits(harbor: World, **span: float) -> None:
    """The proofs of everybody grow older."""
    with partner_work(harbor.partner_id) as db:
        old = wall_now() - timedelta(**span)
        db.execute(update(LoginSessionRow).values(proved_at=old))


def pays(visitor: Visitor, **changes: str) -> str:
    """Fills in, checks and confirms; where each step led."""
    reviewed = visitor.post(BANK, to_landlord(visitor, **changes))
    if reviewed.status_code != 200:
        return reviewed.headers.get("Location", reviewed.text)
    return confirm(visitor, BANK, reviewed).headers["Location"]


def test_somebody_new_is_not_paid_by_a_password_alone(harbor: World, plain_ada: Visitor) -> None:
    led = pays(plain_ada)
    assert led == "/security/second-factor?next=/send/bank-account?again%3D1"
    secret = plain_ada.get("/security/authenticator?next=/send/bank-account?again%3D1").text
    key = secret.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    where = f"/security/authenticator?next={AGAIN.replace('=', '%3D')}"
    answer = plain_ada.post(where, {"code": pyotp.TOTP(key).now()})
    assert answer.headers["Location"].startswith("/security/recovery-codes?next=/send/")
    page = plain_ada.get(AGAIN).text
    for typed in (LANDLORD.name, LANDLORD.account_number, "40.00", "March rent"):
        assert f'value="{typed}"' in page, "nothing is typed twice"
    assert pays(plain_ada).startswith("/payments/pay_")


def test_an_old_proof_is_renewed_and_the_form_is_still_filled(harbor: World, ada: Visitor) -> None:
    waits(harbor, minutes=6)
    assert pays(ada) == "/security/proof?next=/send/bank-account?again%3D1"
    assert harbor.ada.balance.held.minor == 0, "nothing of the payment was kept"
    with partner_work(harbor.partner_id) as db:
        kept = db.scalars(select(FormDraftRow.sealed)).one()
    assert LANDLORD.account_number.encode() not in kept
    code = {"code": pyotp.TOTP(ada.secret).now()}
    proved = ada.post("/security/proof?next=/send/bank-account?again%3D1", code)
    assert proved.headers["Location"] == AGAIN
    assert f'value="{LANDLORD.account_number}"' in ada.get(AGAIN).text
    assert pays(ada).startswith("/payments/pay_")
    assert LANDLORD.account_number not in ada.get(AGAIN).text, "what was sent is forgotten"


def test_somebody_known_is_paid_without_asking_up_to_the_limit(harbor: World, ada: Visitor) -> None:
    assert pays(ada).startswith("/payments/pay_")
    waits(harbor, minutes=6)
    assert pays(ada, amount="500.00").startswith("/payments/pay_")
    assert pays(ada, amount="500.01").startswith("/security/proof")


def test_a_proof_that_grows_old_between_review_and_yes_is_asked_again(
    harbor: World, ada: Visitor
) -> None:
    reviewed = ada.post(BANK, to_landlord(ada))
    waits(harbor, minutes=6)
    answer = confirm(ada, BANK, reviewed)
    assert answer.headers["Location"].startswith("/security/proof")
    assert harbor.ada.balance.held.minor == 0


def test_between_own_accounts_nothing_is_asked(harbor: World, plain_ada: Visitor) -> None:
    harbor.ada.opens_another_account()
    page = plain_ada.get(OWN).text
    options = [part.partition("</option>")[0] for part in page.split('<option value="')[1:]]
    source = next(each for each in options if each.startswith("acct_") and "$2,000" in each)
    target = next(each for each in options if not each.startswith("acct_") and "$0.00" in each)
    own = {"from_account": source.partition('"')[0], "account_number": target.partition('"')[0]}
    own["amount"] = "5.00"
    reviewed = plain_ada.post(OWN, {**asked_at(plain_ada, OWN), **own, "note": ""})
    assert reviewed.status_code == 200, reviewed.text


def test_a_transfer_to_somebody_new_is_asked_for_too(harbor: World, ada: Visitor) -> None:
    waits(harbor, minutes=6)
    values = {"account_number": harbor.grace.account.account_number, "amount": "5.00", "note": ""}
    answer = ada.post(TRANSFER, {**asked_at(ada, TRANSFER), **values})
    assert answer.headers["Location"] == "/security/proof?next=/send/transfer?again%3D1"


def test_a_draft_is_for_its_own_login_and_form(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    waits(harbor, minutes=6)
    pays(ada)
    grace = sign_in_customer(application, harbor, harbor.grace)
    for visitor, path in ((grace, AGAIN), (ada, "/send/transfer?again=1")):
        assert LANDLORD.account_number not in visitor.get(path).text


def test_home_leads_to_a_second_factor_until_it_is_put_off(
    harbor: World, plain_ada: Visitor
) -> None:
    assert "harder to get into" in plain_ada.get("/").text
    plain_ada.post("/security/second-factor/reminder", form_at="/")
    assert "harder to get into" not in plain_ada.get("/").text


def test_a_portal_session_lasts_as_its_program_says(application: Dispatcher, harbor: World) -> None:
    from app.banking.products.tables import ProgramRow

    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    with partner_work(harbor.partner_id) as db:
        db.execute(update(ProgramRow).values(portal_idle_minutes=5, portal_session_hours=2))
    other = Visitor(application, ada.host)
    other.post("/sign-in", {"email": ada.email, "password": CUSTOMER_PASSWORD})
    with partner_work(harbor.partner_id) as db:
        row = db.scalars(
            select(LoginSessionRow).order_by(LoginSessionRow.created_at.desc()).limit(1)
        ).one()
    assert row.idle_seconds == 300
    assert row.expires_at - row.created_at == timedelta(hours=2)
