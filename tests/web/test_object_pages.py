"""The page of one thing: what happened, what can be done and why not, the raw record."""

import html
import json
import re
from typing import Any

import pytest

from app.banking.ledger.queries import chart
from app.kernel.ids import PaymentId, shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.web.object_pages import told
from tests.adjustment_verbs import approves, goodwill, proposes
from tests.payment_verbs import BOUNCING
from tests.talk_verbs import asks
from tests.web.test_accounts_pages import hold
from tests.web.test_query_counts import asked
from tests.web.test_query_counts import told as listed
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

QUERIES_MAX = 12
TITLE = re.compile(r'class="timeline-title">(?:<a [^>]*>)?([^<]+)')
OLDER = re.compile(r'rel="next" href="([^"]+)"')
RAW = re.compile(r'<pre tabindex="0" aria-label="Raw record">(.+?)</pre>', re.DOTALL)


def address_of(payment_id: PaymentId) -> str:
    return f"/payments/{shown('payment', payment_id)}"


@pytest.fixture
def bounced(harbor: World) -> PaymentId:
    """A payment with a whole life: asked for, sent, settled, come back."""
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    harbor.wait(days=1)
    harbor.is_returned(payment, "R01")
    return payment


@pytest.fixture
def owner(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "owner")


def test_changes_and_entries_stand_in_one_timeline(owner: Visitor, bounced: PaymentId) -> None:
    titles = TITLE.findall(owner.get(address_of(bounced)).text)

    assert titles[0] == "Came back"
    assert titles[-1] == "Asked for"
    assert {"Settled", "ACH to Empty Pockets", "Fee for ACH to Empty Pockets"} <= set(titles)


def test_a_kind_narrows_it_and_htmx_gets_it_alone(owner: Visitor, bounced: PaymentId) -> None:
    path = f"{address_of(bounced)}?kind=entries"
    alone = owner.get(path, headers={"HX-Request": "true", "HX-Target": "timeline"}).text

    assert alone.lstrip().startswith('<section class="card" id="timeline">')
    assert "Came back" not in alone
    assert len(TITLE.findall(alone)) == 4
    assert "Came back" in owner.get(f"{address_of(bounced)}?kind=pigeons&older=x").text


def test_it_comes_in_pages_without_a_gap(
    owner: Visitor, bounced: PaymentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = TITLE.findall(owner.get(address_of(bounced)).text)
    monkeypatch.setattr(told, "TOLD_A_PAGE", 3)
    first = owner.get(address_of(bounced)).text
    pages = [TITLE.findall(first)]
    while older := OLDER.search(first):
        first = owner.get(older[1].replace("&amp;", "&")).text
        pages.append(TITLE.findall(first))

    assert [len(page) for page in pages] == [3, 3, 2]
    assert sorted(title for page in pages for title in page) == sorted(whole)


def test_a_step_that_cannot_be_taken_says_why(
    application: Dispatcher, harbor: World, owner: Visitor, bounced: PaymentId
) -> None:
    assert "It has come back." in owner.get(address_of(bounced)).text
    reader = sign_in_staff(application, harbor, "support")
    told_reader = reader.get(address_of(bounced)).text
    assert "Your role does not include this. Operations or Owner can." in told_reader
    assert "/cancellation" not in told_reader


def test_the_raw_record_masks_what_is_sensitive(owner: Visitor, bounced: PaymentId) -> None:
    page = owner.get(address_of(bounced)).text
    record = record_of(page)

    assert record["id"] == shown("payment", bounced)
    assert record["amount"] == {"amount_minor": 4000, "currency": "USD"}
    assert record["counterparty_account"].startswith("••••")
    assert BOUNCING.account_number not in page


def record_of(page: str) -> dict[str, Any]:
    found = RAW.search(page)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def test_a_ledger_account_tells_its_changes_beside_its_entries(
    owner: Visitor, harbor: World
) -> None:
    harbor.ada.is_given("$100.00")
    customer = f"/accounts/{shown('account', harbor.ada.account_id)}"
    frozen = {"direction": "out", "reason": "A lost phone"}
    assert owner.post(f"{customer}/freeze", frozen, form_at=customer).status_code == 303
    path = f"/ledger/accounts/{shown('ledger_account', harbor.ada.ledger_account_id)}"
    assert owner.post(f"{path}/name", {"name": "Ada's"}, form_at=path).status_code == 303

    page = owner.get(path).text

    assert {"Ledger account renamed", "Account frozen"} <= set(TITLE.findall(page))
    assert {"Account opened"} <= set(TITLE.findall(owner.get(f"{path}?kind=changes").text))
    assert f'<a href="{customer}">Account frozen' in page
    assert record_of(page)["name"] == "Ada's"
    with partner_work(harbor.partner_id) as db:
        cash = shown("ledger_account", chart(db, harbor.program_id)["fbo_cash"])
    pooled = owner.get(f"/ledger/accounts/{cash}").text
    assert "It is pooled" in pooled
    assert "Deposit" in TITLE.findall(pooled), "its entry says nothing itself: its transaction does"


def test_a_ledger_account_tells_what_was_set_aside_and_corrected(
    owner: Visitor, harbor: World
) -> None:
    harbor.ada.is_given("$100.00")
    hold(harbor.ada, 30, "Card at the harbor cafe")
    path = f"/ledger/accounts/{shown('ledger_account', harbor.ada.ledger_account_id)}"
    (held,) = set(re.findall(r'href="(/ledger/holds/hold_[0-9a-f]+)"', owner.get(path).text))
    raised = {"amount": "40.00", "amount_reason": "A tip"}
    assert owner.post(f"{held}/amount", raised, form_at=held).status_code == 303
    ended = {"release_reason": "Nobody came"}
    assert owner.post(f"{held}/release", ended, form_at=held).status_code == 303
    approves(harbor, proposes(harbor, goodwill(harbor.ada, "5.00")))

    page = owner.get(path).text
    told = TITLE.findall(page)
    assert {"Adjustment proposed", "Adjustment approved", "Hold raised"} <= set(told)
    holds = owner.get(f"{path}?kind=holds").text
    assert TITLE.findall(holds) == ["Hold released", "Hold raised", "Money set aside"]
    assert "<del>$30.00</del> <ins>$40.00</ins>" in holds
    assert "Owner" in holds.partition("Hold released")[2].partition("Hold raised")[0]
    assert "/ledger/adjustments/" in page.partition('id="related"')[2]


def test_products_tell_who_changed_their_terms(owner: Visitor, harbor: World) -> None:
    page = owner.get("/products").text

    assert "Program opened" in TITLE.findall(page)
    assert "Business day closed" not in page
    assert shown("program", harbor.program_id) in html.unescape(RAW.findall(page)[0])


def test_a_page_asks_the_database_a_few_times(owner: Visitor, bounced: PaymentId) -> None:
    owner.get(address_of(bounced))
    with asked() as said:
        assert owner.get(address_of(bounced)).status_code == 200
    assert len(said) <= QUERIES_MAX, listed(said)


def test_a_customers_and_an_accounts_page_ask_a_few_times(
    harbor: World, owner: Visitor, bounced: PaymentId
) -> None:
    asks(harbor.ada, "Hello")
    for path in (
        f"/customers/{shown('customer', harbor.ada.customer_id)}",
        f"/accounts/{shown('account', harbor.ada.account_id)}",
    ):
        owner.get(path)
        with asked() as said:
            assert owner.get(path).status_code == 200
        assert len(said) <= QUERIES_MAX, listed(said)
