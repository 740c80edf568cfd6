"""Approvals from the pages: the inbox, exactly what will happen, a yes and a no."""

import re
from datetime import timedelta

import pytest

from app.kernel.ids import ApprovalId, shown
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.approval_verbs import joins, sets_rule, terms, waiting
from tests.payment_verbs import LANDLORD
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


@pytest.fixture
def payment(harbor: World) -> ApprovalId:
    """Ada's payment of $700 waits, because Harbor asks for two people from $500 on."""
    harbor.moves_to(wall_now())
    sets_rule(harbor, terms(amount_from="500.00"), by=joins(harbor, "owner"))
    harbor.ada.is_given("2000.00")
    harbor.ada.sends_ach("700.00", note="Rent")
    return waiting(harbor)[0].id


@pytest.fixture
def checker(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "compliance")


def at(approval_id: ApprovalId) -> str:
    return f"/approvals/{shown('approval', approval_id)}"


def votes(visitor: Visitor, approval_id: ApprovalId, answer: str, **values: str):  # noqa: ANN201
    found = SEEN.search(visitor.get(at(approval_id)).text)
    form = {"answer": answer, "seen": found[1] if found else "", **values}
    return visitor.post(f"{at(approval_id)}/vote", form, form_at=at(approval_id))


def test_the_inbox_shows_what_waits_for_me(
    harbor: World, payment: ApprovalId, checker: Visitor
) -> None:
    inbox = checker.get("/approvals").text
    assert "Send $700.00 by ACH to Larch Street Homes" in inbox
    assert '<span class="count">1<' in inbox
    assert "No such requests" in checker.get("/approvals?amount_to=699").text
    export = "/approvals/inbox/exports?columns=title,amount"
    file = checker.post(export, {"form": "csv"}, form_at="/approvals").text
    assert file.splitlines()[1:] == ["Send $700.00 by ACH to Larch Street Homes,700.00"]


def test_a_checker_sees_all_of_it_and_approves(
    harbor: World, payment: ApprovalId, checker: Visitor
) -> None:
    shown_page = checker.get(at(payment)).text
    for fact in (LANDLORD.account_number, LANDLORD.routing_number, "Rent", "New: nothing was ever"):
        assert fact in shown_page

    answer = votes(checker, payment, "yes")

    assert answer.status_code == 303, answer.text
    after = checker.follow(answer).text
    assert "Approved and done" in after
    assert LANDLORD.account_number not in after, "masked once there is nothing to decide"
    assert [line.status for line in harbor.payments()] == ["approved"]
    assert "Nothing waits for you" in checker.get("/approvals").text
    assert "What was posted for it." not in after
    harbor.window_closes()
    assert "What was posted for it." in checker.get(at(payment)).text


def test_a_no_says_why(harbor: World, payment: ApprovalId, checker: Visitor) -> None:
    votes(checker, payment, "no", note="Not our landlord")
    assert "Not our landlord" in checker.get(at(payment)).text
    assert [line.status for line in harbor.payments()] == ["rejected"]


def test_whose_role_does_not_decide_sees_less_and_cannot(
    application: Dispatcher, harbor: World, payment: ApprovalId
) -> None:
    support = sign_in_staff(application, harbor, "support")
    page = support.get(at(payment)).text
    assert "Not yours to decide" in page
    assert LANDLORD.account_number not in page
    assert support.post(f"{at(payment)}/vote", {"answer": "yes"}, form_at="/").status_code == 403


def test_a_stale_proof_is_renewed_first(
    harbor: World, payment: ApprovalId, checker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.banking.access.queries.is_fresh", lambda *_a, **_k: False)
    answer = votes(checker, payment, "yes")
    assert answer.status_code == 303
    assert "/security/proof" in answer.headers["Location"]
    assert [line.status for line in harbor.payments()] == ["pending_approval"]


def test_the_maker_sees_who_is_waited_for_and_takes_it_back(
    application: Dispatcher, harbor: World
) -> None:
    sets_rule(
        harbor,
        terms("policy.loosen", required=2, checker_roles=("owner",)),
        by=joins(harbor, "owner"),
    )
    owner = sign_in_staff(application, harbor, "owner")
    rules = owner.get("/approvals/rules").text
    address = re.search(r'href="(/approvals/rules/rule_[0-9a-f]+)"', rules)
    assert address
    answer = owner.post(f"{address[1]}/end", form_at=address[1])
    request = answer.headers["Location"].partition("localhost")[2] or answer.headers["Location"]
    page = owner.follow(answer).text
    assert "so another person decides" in page
    assert "2 of: Owner" in page
    request = re.search(r"/approvals/apvl_[0-9a-f]+", answer.headers["Location"])
    assert request
    owner.post(f"{request[0]}/withdrawal", form_at=request[0])
    assert "Withdrawn" in owner.get(request[0]).text


def test_a_rule_is_added_changed_and_its_versions_are_kept(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor, "owner")
    values = {
        "action": "payments.send",
        "amount_from": "500",
        "rail": "ach",
        "required": "1",
        "checker_roles": ["owner", "compliance"],
        "expiry_hours": "48",
    }
    new = "/approvals/rules/new"
    assert (
        owner.post("/approvals/rules", values | {"checker_roles": []}, form_at=new).status_code
        == 422
    )
    assert owner.post("/approvals/rules", values, form_at=new).status_code == 303
    page = owner.get("/approvals/rules").text
    assert "From $500.00, by ACH" in page
    rule = re.search(r'href="(/approvals/rules/rule_[0-9a-f]+)"', page)
    assert rule
    tighter = owner.post(rule[1], values | {"amount_from": "300"}, form_at=rule[1])
    assert tighter.headers["Location"].endswith("/approvals/rules")
    looser = owner.post(rule[1], values | {"amount_from": "900"}, form_at=rule[1])
    assert "/approvals/apvl_" in looser.headers["Location"]
    assert "from $300.00, by ACH" in owner.follow(looser).text


def test_officers_set_floors_that_partners_read(application: Dispatcher, harbor: World) -> None:
    officer = sign_in_staff(application, harbor, "oversight_officer")
    values = {
        "action": "payments.send",
        "amount_from": "1000",
        "required": "1",
        "checker_roles": ["owner", "operations", "compliance"],
        "expiry_hours": "48",
    }
    answer = officer.post("/approvals/rules", values, form_at="/approvals/rules/new")
    assert answer.status_code == 303, answer.text
    assert "From $1,000.00" in officer.get("/approvals/rules").text
    for role in ("owner", "read_only"):
        page = sign_in_staff(application, harbor, role).get("/approvals/rules").text
        assert "From $1,000.00" in page
        assert "Oversight Officer" in page
        assert "/approvals/rules/rule_" not in page, "read only"
    stranger = sign_in_staff(application, harbor.tally, "owner")
    assert "From $1,000.00" not in stranger.get("/approvals/rules").text


def test_another_brands_request_is_not_there(
    application: Dispatcher, harbor: World, payment: ApprovalId
) -> None:
    stranger = sign_in_staff(application, harbor.juniper, "compliance")
    assert stranger.get(at(payment)).status_code == 404
    assert "Larch" not in stranger.get("/approvals/requests?status=pending").text


def test_the_portal_says_that_it_waits(
    application: Dispatcher, harbor: World, payment: ApprovalId
) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    [line] = harbor.payments()
    page = ada.get(f"/payments/{shown('payment', line.id)}").text
    assert "Waits for a second person" in page
    assert "Cancel this payment" in page


def test_a_limit_is_proposed_from_the_products_page(application: Dispatcher, harbor: World) -> None:
    maker = sign_in_staff(application, harbor, "operations")
    form_at = "/products/limits/proposal"
    which = re.search(r'value="(prog_[0-9a-f]+ ach payment)"', maker.get(form_at).text)
    assert which
    tomorrow = (wall_now() + timedelta(days=2)).date().isoformat()
    values = {"which": which[1], "amount": "1000", "effective_from": tomorrow}
    assert "at most $2,500.00" in maker.post(form_at, values | {"amount": "3000"}).text
    answer = maker.post(form_at, values)
    assert answer.status_code == 303, answer.text
    assert "$2,500.00" in maker.follow(answer).text
    assert sign_in_staff(application, harbor, "support").get(form_at).status_code == 403


def test_the_maker_changes_where_a_waiting_payment_goes(
    application: Dispatcher, harbor: World
) -> None:
    harbor.moves_to(wall_now())
    sets_rule(harbor, terms(amount_from="500.00"), by=joins(harbor, "owner"))
    harbor.ada.is_given("2000.00")
    maker = sign_in_staff(application, harbor, "operations")
    account = f"/accounts/{shown('account', harbor.ada.account_id)}/payments/bank-account"
    values = {
        "key": "a key of a test",
        "from_account": shown("account", harbor.ada.account_id),
        "name": "Larch Street Homes",
        "routing_number": LANDLORD.routing_number,
        "account_number": LANDLORD.account_number,
        "account_type": "checking",
        "amount": "700",
        "note": "",
    }
    assert "It will wait for a second person" in maker.post(account, values).text
    sent = maker.post(f"{account}/confirmation", values, form_at=account)
    page = maker.follow(sent).text
    assert "Waits for a second person" in page
    replacement = re.search(r'href="(/payments/pay_[0-9a-f]+/replacement)"', page)
    assert replacement
    assert LANDLORD.account_number in maker.get(replacement[1]).text
    changed = values | {"key": "another key of a test", "account_number": "5550001234"}
    answer = maker.post(replacement[1], changed)
    assert answer.status_code == 303, answer.text
    assert [line.status for line in harbor.payments()] == ["pending_approval", "canceled"]
    colleague = sign_in_staff(application, harbor, "owner")
    assert colleague.get(answer.headers["Location"] + "/replacement").status_code == 404
