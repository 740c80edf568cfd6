"""Search: whatever is typed lands on the thing it means, and on nothing the reader may not open."""

import re

import pytest

from app.banking.customers.actions.change_email import change_email
from app.banking.payments.queries import PaymentFilter, payments
from app.kernel.actor import OPERATOR
from app.kernel.ids import new_id, shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.banking.test_brands import TEAL, submitted
from tests.talk_verbs import answers, asks
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

HIT = re.compile(r'class="finder-hit" href="([^"]+)"')


def hits(visitor: Visitor, text: str) -> list[str]:
    answer = visitor.get("/search", query_string={"q": text}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.text
    return HIT.findall(answer.text)


def landed(visitor: Visitor, text: str) -> str:
    """Where a submitted text leads at once; empty where there is something to choose."""
    answer = visitor.get("/search", query_string={"q": text})
    return answer.headers.get("Location", "")


@pytest.fixture
def owner(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "owner")


def test_a_customer_is_found_by_name_address_and_phone(owner: Visitor, harbor: World) -> None:
    nunez = harbor.becomes_customer("María José", "O'Brien Núñez", email="maria@shop.example")
    page = f"/customers/{shown('customer', nunez.customer_id)}"
    for text in (
        "nunez",
        "Núñ",
        "maria obr",
        "brien",
        "jose NUNEZ",
        page,
        f"https://x.example{page}?a=b",
    ):
        assert page in [*hits(owner, text)], text
    assert landed(owner, page) == page


def test_an_account_is_found_by_its_number(owner: Visitor, harbor: World) -> None:
    number = harbor.ada.account_number
    page = f"/accounts/{shown('account', harbor.ada.account_id)}"
    assert landed(owner, number) == page
    assert page in hits(owner, number[-4:])
    assert page in hits(owner, f"••••{number[-4:]}")


def test_payments_are_found_by_id_amount_and_counterparty(owner: Visitor, harbor: World) -> None:
    harbor.ada.is_given("400.00")
    payment_id = harbor.ada.sends_ach("$40.25")
    page = f"/payments/{shown('payment', payment_id)}"
    assert landed(owner, str(payment_id)) == landed(owner, payment_id.hex.upper()) == page
    for text in ("40.25", "$40.25", "-40.25", "−$40.25"):  # noqa: RUF001 -- as a page shows it
        assert hits(owner, text) == [page], text
    name = _counterparty(harbor)
    for text in (name, name.upper(), name.lower(), name[:4]):
        assert page in hits(owner, text), text


def test_what_was_written_to_a_customer_and_how_the_brand_looks(
    application: Dispatcher, owner: Visitor, harbor: World
) -> None:
    sign_in_customer(application, harbor, harbor.ada)
    thread = f"/threads/{shown('thread', asks(harbor.ada, 'Hello?'))}"
    answers(harbor.ada, "Here I am")
    found = hits(owner, "ada oka")
    assert thread in found
    (letter,) = [href for href in found if href.startswith("/letters/")]
    assert letter in hits(owner, "message from")
    assert landed(owner, thread) == thread
    assert landed(owner, letter) == letter
    version = submitted(harbor, TEAL)
    page = f"/brand/versions/{shown('brand_version', version)}"
    assert landed(owner, page) == page
    assert page in hits(owner, "spring")
    officer = sign_in_staff(application, harbor, "oversight_officer")
    assert any(shown("brand_version", version) in href for href in hits(officer, "harbor version"))


def _counterparty(world: World) -> str:
    with partner_work(world.partner_id) as db:
        return payments(db, PaymentFilter()).lines[0].counterparty_name


@pytest.mark.parametrize("surface", ["console", "oversight", "portal"])
def test_what_is_another_partners_is_nothing(
    application: Dispatcher, harbor: World, surface: str
) -> None:
    """The answers to a foreign thing and to none at all are the same but for the text itself."""
    foreign = harbor.tally if surface == "oversight" else harbor.juniper
    foreign.ada.is_given("77.31")
    payment_id = foreign.ada.sends_ach("$7.31")
    visitor = _come_in(application, harbor, surface)
    number, nobody = foreign.ada.account_number, "99" + foreign.ada.account_number[2:]
    pairs = [
        (shown("payment", payment_id), shown("payment", new_id(harbor.now))),
        (str(foreign.ada.account_id), str(new_id(harbor.now))),
        (str(foreign.ada.customer_id), str(new_id(harbor.now))),
        (number, nobody),
        ("7.31", "7.32"),
    ]
    for text, nothing in pairs:
        assert hits(visitor, text) == []
        assert _said(visitor, text) == _said(visitor, nothing)


def _said(visitor: Visitor, text: str) -> str:
    answer = visitor.get("/search", query_string={"q": text}, headers={"HX-Request": "true"})
    return answer.text.replace(text, "…")


def _come_in(application: Dispatcher, world: World, surface: str) -> Visitor:
    if surface == "portal":
        return sign_in_customer(application, world, world.grace)
    return sign_in_staff(application, world, {"console": "owner"}.get(surface, "bsa_officer"))


def test_a_customer_finds_only_their_own(application: Dispatcher, harbor: World) -> None:
    harbor.ada.is_given("50.00")
    payment_id = harbor.ada.sends_ach("$8.15")
    own = sign_in_customer(application, harbor, harbor.ada)
    other = sign_in_customer(application, harbor, harbor.grace)
    page, name = f"/payments/{shown('payment', payment_id)}", _counterparty(harbor)
    account = f"/accounts/{shown('account', harbor.ada.account_id)}"
    assert landed(own, str(payment_id)) == page
    for text, found in ((name, page), ("8.15", page), (harbor.ada.account_number[-4:], account)):
        assert found in hits(own, text)
        assert found not in hits(other, text)
    assert "/security/passkeys" in hits(other, "passkey")


def test_only_what_the_role_may_open_is_looked_for(application: Dispatcher, harbor: World) -> None:
    customer = f"/customers/{shown('customer', harbor.ada.customer_id)}"
    may = {"owner": True, "support": True, "read_only": True, "developer": False}
    for role, is_found in may.items():
        visitor = sign_in_staff(application, harbor, role)
        assert (customer in hits(visitor, "okafor")) is is_found, role
        told = visitor.get("/search").text
        assert ("customers" in told) is is_found, role
        assert ("/ledger/adjustments/new" in hits(visitor, "new adjustment")) is (role == "owner")


def test_pages_are_found_by_their_words_and_forgive_a_letter(owner: Visitor) -> None:
    assert "/ledger/trial-balance" in hits(owner, "trial bal")
    assert "/ledger/trial-balance" in hits(owner, "trail balnce")
    assert "/team/invitations/new" in hits(owner, "add user")
    assert hits(owner, "xylophone") == []


def test_an_officer_lands_in_the_books_of_a_partner(application: Dispatcher, harbor: World) -> None:
    harbor.ada.is_given("12.00")
    sent = harbor.ada.sends_ach("$2.00")
    harbor.window_closes()
    officer = sign_in_staff(application, harbor, "examiner")
    books = f"/partners/{shown('partner', harbor.partner_id)}/ledger"
    account = f"{books}/accounts/{shown('ledger_account', harbor.ada.ledger_account_id)}"
    assert landed(officer, harbor.ada.account_number) == account
    assert landed(officer, shown("account", harbor.ada.account_id)) == account
    trace = harbor.payment(sent).trace_number
    assert any(f"{books}/transactions/" in each for each in hits(officer, str(trace)))
    assert f"/partners/{shown('partner', harbor.partner_id)}" in hits(officer, "harbor")
    assert "/files/new" not in hits(officer, "hand in")
    assert officer.get(account).status_code == 200


def test_a_tax_id_is_not_searched_but_led_to_where_a_look_is_recorded(owner: Visitor) -> None:
    answer = owner.get("/search", query_string={"q": "512-77-1234"}).text
    assert 'href="/customers/lookup"' in answer


def test_an_answer_is_kept_nowhere_and_is_told_to_no_page(owner: Visitor) -> None:
    answer = owner.get("/search", query_string={"q": "okafor"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="referrer" content="no-referrer">' in answer.text
    assert "okafor" not in answer.text.split("</title>")[0]


def test_everything_typed_is_answered(owner: Visitor) -> None:
    for text in (
        "",
        " ",
        "%",
        "_",
        "a",
        "\\",
        "'",
        "<b>",
        "٣٤",
        "1" * 250,
        "\x00",
        "pay_",
        "@",
        "a@b",
        "()",
    ):
        assert owner.get("/search", query_string={"q": text}).status_code == 200, text


def test_a_new_address_is_found_and_the_old_one_is_not(owner: Visitor, harbor: World) -> None:
    person = harbor.becomes_customer("Lena", "Wirth", email="old@lena.example")
    page = f"/customers/{shown('customer', person.customer_id)}"
    assert landed(owner, "old@lena.example") == page
    with partner_work(harbor.partner_id) as db:
        change_email(db, person.customer_id, "new@lena.example", actor=OPERATOR, now=harbor.now)
    assert landed(owner, "new@lena.example") == page
    assert hits(owner, "old@lena.example") == []
