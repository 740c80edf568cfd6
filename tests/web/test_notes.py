"""Notes and assignments on pages: written, withdrawn, handed on, and never a customer's to see."""

import re

import pytest

from app.banking.products.queries import programs
from app.kernel.ids import PaymentId, shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.banking.test_brands import TEAL, submitted
from tests.talk_verbs import asks
from tests.web.test_accounts_pages import hold
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

NOTE = "Caller sounded hurried"
HOLDS = re.compile(r'href="(/ledger/holds/hold_[0-9a-f]+)"')


@pytest.fixture
def payment(harbor: World) -> PaymentId:
    harbor.ada.is_given("$100.00")
    return harbor.ada.sends_ach("$40.00")


@pytest.fixture
def owner(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "owner")


def page_of(payment: PaymentId) -> str:
    return f"/payments/{shown('payment', payment)}"


def value_of(page: str, name: str) -> str:
    """What the form sends for somebody of the team."""
    [value] = [
        part.partition('"')[0]
        for part in page.split('<option value="')
        if part.partition("</option>")[0].endswith(f">{name}")
    ]
    return value


def withdrawal_in(page: str) -> str:
    place = page.index("/withdrawal")
    return page[page.rindex('"', 0, place) + 1 : place + len("/withdrawal")]


def test_a_note_is_for_colleagues(
    application: Dispatcher, harbor: World, owner: Visitor, payment: PaymentId
) -> None:
    address = page_of(payment)
    written = owner.post(f"{address}/notes", {"note_body": NOTE}, form_at=address)
    assert written.headers["Location"].endswith("#notes")
    shown_then = owner.get(address).text
    assert shown_then.count(NOTE) == 2, "in its pane and on the timeline"
    reader = sign_in_staff(application, harbor, "read_only")
    assert NOTE in reader.get(address).text
    assert "note_body" not in reader.get(address).text
    ada = sign_in_customer(application, harbor, harbor.ada)
    assert NOTE not in ada.get(address).text


def test_only_its_author_withdraws_it_and_it_stays(
    application: Dispatcher, harbor: World, owner: Visitor, payment: PaymentId
) -> None:
    address = page_of(payment)
    owner.post(f"{address}/notes", {"note_body": NOTE}, form_at=address)
    text = owner.get(address).text
    path = withdrawal_in(text)
    other = sign_in_staff(application, harbor, "support")
    assert "/withdrawal" not in other.get(address).text
    assert other.post(path, form_at=address).status_code == 422
    assert owner.post(path, form_at=address).status_code == 303
    assert "Note, withdrawn" in owner.get(address).text


def test_a_script_gets_the_pane_alone_and_an_empty_note_is_refused(
    owner: Visitor, payment: PaymentId
) -> None:
    address = page_of(payment)
    alone = {"HX-Request": "true", "HX-Target": "notes"}
    pane = owner.post(f"{address}/notes", {"note_body": NOTE}, form_at=address, headers=alone)
    assert pane.status_code == 200
    assert pane.text.lstrip().startswith('<div class="notes-pane" id="notes">')
    for headers in ({}, alone):
        empty = owner.post(f"{address}/notes", {"note_body": " "}, form_at=address, headers=headers)
        assert empty.status_code == 422
        assert "Write something first." in empty.text


def test_a_thing_is_handed_to_a_colleague_who_finds_it(
    application: Dispatcher, harbor: World, owner: Visitor, payment: PaymentId
) -> None:
    support, address = sign_in_staff(application, harbor, "support"), page_of(payment)
    value = value_of(owner.get(address).text, "Support")
    handed = owner.post(f"{address}/assignment", {"assignee": value}, form_at=address)
    assert handed.status_code == 303
    assert "$40.00 to Larch Street Homes" in support.get("/assigned").text
    assert "$40.00" not in support.get(f"/assigned?person={shown('login', harbor.house_id)}").text
    picks = {"pick": [shown("payment", payment)]}
    chosen = owner.post("/assigned/batches/assignment", picks, form_at="/assigned")
    look = owner.get(f"{chosen.headers['Location']}?person={value}").text
    assert "Support looks after it already." in look
    told = owner.get(address).text
    assert "<del>Nobody</del> <ins>Support</ins>" in told
    stranger = owner.post(
        f"{address}/assignment", {"assignee": shown("login", harbor.partner_id)}, form_at=address
    )
    assert stranger.status_code == 422
    owner.post(f"{address}/assignment", {"assignee": "nobody"}, form_at=address)
    assert "Nothing is assigned to anybody" in support.get("/assigned").text


def things_of(harbor: World, owner: Visitor) -> dict[str, str]:
    """Pages of what was not always noted about, by what each is called in the list."""
    with partner_work(harbor.partner_id) as db:
        (product,) = programs(db)[0].products
    ledger_id = harbor.ada.ledger_account_id
    harbor.ada.is_given("$5.00")
    hold(harbor.ada, 3, "A card")
    (held,) = set(HOLDS.findall(owner.get("/ledger/holds").text))
    version, thread = submitted(harbor, TEAL), asks(harbor.ada, "Hello")
    return {
        product.name: f"/products/{shown('product', product.id)}",
        "Ledger account": f"/ledger/accounts/{shown('ledger_account', ledger_id)}",
        "Version 2 of the brand": f"/brand/versions/{shown('brand_version', version)}",
        f"Conversation with {harbor.ada.name}": f"/threads/{shown('thread', thread)}",
        "$3.00 set aside": held,
    }


def test_what_is_not_a_customers_is_noted_about_and_handed_on_too(
    application: Dispatcher, harbor: World, owner: Visitor
) -> None:
    sign_in_staff(application, harbor, "support")
    for called, address in things_of(harbor, owner).items():
        owner.post(f"{address}/notes", {"note_body": NOTE}, form_at=address)
        page = owner.get(address).text
        assert page.count(NOTE) == 2, address
        value = value_of(page, "Support")
        owner.post(f"{address}/assignment", {"assignee": value}, form_at=address)
        assert "<del>Nobody</del> <ins>Support</ins>" in owner.get(address).text, address
        listed = owner.get("/assigned").text
        assert called in listed
        assert f'href="{address}"' in listed, address
    assert f"{harbor.ada.name}</a>" in owner.get(f"/messages?person={value}").text


def test_a_banks_note_on_a_partners_thing_is_the_banks_own(
    application: Dispatcher, harbor: World, owner: Visitor
) -> None:
    officer = sign_in_staff(application, harbor, "oversight_officer")
    version = shown("brand_version", submitted(harbor, TEAL))
    ledger = shown("ledger_account", harbor.ada.ledger_account_id)
    partner = shown("partner", harbor.partner_id)
    for theirs, own in (
        (f"/brands/{partner}/versions/{version}", f"/brand/versions/{version}"),
        (f"/partners/{partner}/ledger/accounts/{ledger}", f"/ledger/accounts/{ledger}"),
    ):
        officer.post(f"{theirs}/notes", {"note_body": NOTE}, form_at=theirs)
        page = officer.get(theirs).text
        assert page.count(NOTE) == 2, theirs
        assert NOTE not in owner.get(own).text
        withdrawn = officer.post(withdrawal_in(page), form_at=theirs)
        assert withdrawn.headers["Location"] == f"{theirs}#notes"
        value = value_of(page, "Oversight Officer")
        officer.post(f"{theirs}/assignment", {"assignee": value}, form_at=theirs)
        handed = "<del>Nobody</del> <ins>Oversight Officer</ins>"
        assert handed in officer.get(theirs).text
        assert handed not in owner.get(own).text
        assert f'href="{theirs}"' in officer.get("/assigned").text
        assert "Owner" not in page.partition('id="assignment"')[2].partition("</select>")[0]
    listed = officer.get("/assigned").text
    assert "Harbor: version 2" in listed
    assert "things assigned to you" in officer.get("/").text
    trail = officer.get("/audit?action=object.assigned", follow_redirects=True).text
    (record, *_) = re.findall(r'href="(/partners/[^"]+/records/rec_[0-9a-f]+)"', trail)
    assert f'href="{theirs}"' in officer.get(record).text, "the record finds whose it is about"
    assert "/ledger/accounts/" not in trail
    foreign = f"/brands/{shown('partner', harbor.tally.partner_id)}/versions/{version}"
    assert officer.post(f"{foreign}/notes", {"note_body": "x"}, form_at="/").status_code == 404


def test_what_a_role_may_not_see_it_does_not_note_about(
    application: Dispatcher, harbor: World
) -> None:
    harbor.ada.is_given("$1.00")
    owner, support = (sign_in_staff(application, harbor, role) for role in ("owner", "support"))
    listed = owner.get("/ledger").text
    assert listed
    unknown = f"/ledger/transactions/{shown('transaction', harbor.partner_id)}/notes"
    assert support.post(unknown, {"note_body": "x"}, form_at="/payments").status_code == 404
