"""Sending from the portal: choose, fill in, check, confirm; without script."""

import re

import pytest
from werkzeug.test import TestResponse

from app.kernel.ids import shown
from app.kernel.money import Money
from app.web.dispatch import Dispatcher
from tests.outside_data import has_outside, outside
from tests.payment_verbs import LANDLORD
from tests.web_clients import Visitor, sign_in_customer
from tests.world import World

BANK, TRANSFER, OWN = "/send/bank-account", "/send/transfer", "/send/own-account"
CARRIED = re.compile(r'<input type="hidden" name="(?!csrf_token)([a-z_]+)"[^>]* value="([^"]*)">')


@pytest.fixture
def ada(application: Dispatcher, harbor: World) -> Visitor:
    harbor.ada.is_given("$100.00")
    return sign_in_customer(application, harbor, harbor.ada)


def asked_at(visitor: Visitor, path: str) -> dict[str, str]:
    """What the form already holds: the key of the request and the account."""
    page = visitor.get(path)
    assert page.status_code == 200, page.text
    return dict(CARRIED.findall(page.text))


def to_landlord(visitor: Visitor, **changes: str) -> dict[str, str]:
    return {
        **asked_at(visitor, BANK),
        "name": LANDLORD.name,
        "routing_number": LANDLORD.routing_number,
        "account_number": LANDLORD.account_number,
        "account_type": "checking",
        "amount": "40.00",
        "note": "March rent",
        **changes,
    }


def confirm(visitor: Visitor, path: str, reviewed: TestResponse) -> TestResponse:
    return visitor.post(f"{path}/confirmation", dict(CARRIED.findall(reviewed.text)), form_at=path)


def test_the_way_to_the_landlord(harbor: World, ada: Visitor) -> None:
    assert "To a bank account" in ada.get("/send").text

    reviewed = ada.post(BANK, to_landlord(ada))

    assert reviewed.status_code == 200
    assert "Nothing has been sent yet" in reviewed.text
    assert "$40.25" in reviewed.text.replace('<span class="amount-part">', "").replace(
        "</span>", ""
    )
    assert harbor.ada.balance.held == Money(0, "USD")
    assert harbor.payments() == ()

    done = confirm(ada, BANK, reviewed)

    assert done.status_code == 303
    shown_payment = ada.follow(done)
    assert "Goes to the Fed" in shown_payment.text
    assert harbor.ada.balance.held == Money(40_25, "USD")


def test_a_double_click_is_one_payment(harbor: World, ada: Visitor) -> None:
    reviewed = ada.post(BANK, to_landlord(ada))
    first, second = confirm(ada, BANK, reviewed), confirm(ada, BANK, reviewed)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(harbor.payments()) == 1


def test_the_same_form_with_another_amount_is_a_conflict(harbor: World, ada: Visitor) -> None:
    values = to_landlord(ada)
    confirm(ada, BANK, ada.post(BANK, values))
    again = ada.post(f"{BANK}/confirmation", {**values, "amount": "41.00"}, form_at=BANK)
    assert again.status_code == 409
    assert len(harbor.payments()) == 1


def test_change_shows_the_form_with_every_answer(ada: Visitor) -> None:
    changed = ada.post(BANK, to_landlord(ada, change="1"))
    assert changed.status_code == 200
    for answer in ("Larch Street Homes", "778899001", "40.00", "March rent"):
        assert f'value="{answer}"' in changed.text


def test_a_transfer_to_grace_arrives_at_once(harbor: World, ada: Visitor) -> None:
    values = {
        **asked_at(ada, TRANSFER),
        "account_number": harbor.grace.account_number,
        "amount": "12.50",
    }
    reviewed = ada.post(TRANSFER, values)
    assert "Grace L." in reviewed.text
    assert "Lindqvist" not in reviewed.text

    assert confirm(ada, TRANSFER, reviewed).status_code == 303
    assert harbor.grace.balance.available == Money(12_50, "USD")


def test_money_moves_between_ones_own_accounts(harbor: World, ada: Visitor) -> None:
    savings = harbor.ada.opens_another_account()
    values = {
        **asked_at(ada, OWN),
        "from_account": shown("account", harbor.ada.account_id),
        "account_number": savings.account_number,
        "amount": "30",
    }
    assert confirm(ada, OWN, ada.post(OWN, values)).status_code == 303
    assert savings.balance.available == Money(30_00, "USD")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": "100.00"}, "not enough available"),
        ({"amount": "2500.01"}, "The most one payment may be"),
        ({"amount": "0.00"}, "at least 0.01"),
        ({"amount": "ten"}, "dollars and cents"),
        ({"amount": ""}, "Enter an amount"),
        ({"routing_number": "123456789"}, "nine digits"),
        ({"account_number": "12"}, "4 to 17 digits"),
        ({"name": ""}, "Enter whom you pay"),
        ({"name": "A\x07da"}, "in the name"),
        ({"note": "n" * 81}, "at most 80 characters"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    harbor: World, ada: Visitor, changes: dict[str, str], words: str
) -> None:
    if "2500.01" in changes.values():
        harbor.ada.is_given("$9000.00")
    answer = ada.post(BANK, to_landlord(ada, **changes))

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert words in answer.text
    assert "aria-invalid" in answer.text
    assert harbor.ada.balance.held == Money(0, "USD")


def test_an_account_of_someone_else_cannot_be_chosen(harbor: World, ada: Visitor) -> None:
    harbor.grace.is_given("$50.00")
    harbor.ada.opens_another_account()
    foreign = shown("account", harbor.grace.account_id)
    values = {**to_landlord(ada), "from_account": foreign}

    answer = ada.post(f"{BANK}/confirmation", values, form_at=BANK)

    assert answer.status_code == 422
    assert harbor.grace.balance.held == Money(0, "USD")


def test_an_unknown_number_tells_nothing_of_whose_it_is(harbor: World, ada: Visitor) -> None:
    lin = harbor.juniper.becomes_customer("Lin", "Castellanos")
    texts = []
    for number in (lin.account_number, "440100000009"):
        values = {**asked_at(ada, TRANSFER), "account_number": number, "amount": "1"}
        answer = ada.post(TRANSFER, values)
        assert answer.status_code == 422
        texts.append("There is no account here with that number" in answer.text)
        assert "Lin" not in answer.text
    assert texts == [True, True]


def test_a_payment_is_canceled_by_its_sender(harbor: World, ada: Visitor) -> None:
    done = confirm(ada, BANK, ada.post(BANK, to_landlord(ada)))
    address = done.headers["Location"]

    canceled = ada.post(f"{address}/cancellation", form_at=address)

    assert canceled.status_code == 303
    assert "Nothing was sent" in ada.follow(canceled).text
    assert harbor.ada.balance.available == Money(100_00, "USD")
    assert ada.post(f"{address}/cancellation", form_at=BANK).status_code == 409


def test_another_customers_payment_is_not_found(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    address = confirm(ada, BANK, ada.post(BANK, to_landlord(ada))).headers["Location"]
    grace = sign_in_customer(application, harbor, harbor.grace)

    foreign, absent = grace.get(address), grace.get("/payments/pay_" + "0" * 32)

    assert foreign.status_code == absent.status_code == 404
    refused = grace.post(f"{address}/cancellation", form_at=BANK)
    assert refused.status_code == 404
    assert harbor.ada.balance.held == Money(40_25, "USD")


def test_the_list_of_payments_leads_to_each(ada: Visitor) -> None:
    assert "No payments yet" in ada.get("/payments").text
    address = confirm(ada, BANK, ada.post(BANK, to_landlord(ada))).headers["Location"]
    listed = ada.get("/payments")
    assert address in listed.text
    assert "Larch Street Homes" in listed.text
    assert ada.get("/payments?before=nonsense").status_code == 200


OURS = (
    "'",
    '"><script>alert(1)</script>',
    "{{7*7}}",
    "-1",
    "1e9",
    "NaN",
    "\x00",
    "9" * 5000,
    "\N{ARABIC-INDIC DIGIT FOUR}",
    "\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}",
)


def hostile_texts() -> list[str]:
    """Amounts and words meant to break forms: the collection where it is here, ours in any case."""
    words = list(OURS)
    if has_outside("seclists-amounts"):
        for path in sorted(outside("seclists-amounts").rglob("*.txt")):
            words += path.read_text(encoding="utf-8", errors="replace").splitlines()
    return list(dict.fromkeys(word for word in words if word))[:300]


def test_hostile_words_never_break_the_form(harbor: World, ada: Visitor) -> None:
    values = {**to_landlord(ada), "csrf_token": ada.token_of(BANK)}
    for text in hostile_texts():
        changes = dict.fromkeys(("amount", "name", "note", "account_number"), text)
        for changed in (changes, {"amount": text}):
            answer = ada.client.post(
                BANK, data={**values, **changed}, base_url=f"https://{ada.host}"
            )
            assert answer.status_code in (200, 422), (text, answer.status_code)
            assert "<script>alert(1)" not in answer.text
    assert harbor.payments() == ()
