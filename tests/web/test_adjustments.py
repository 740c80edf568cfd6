"""Correcting the books and keeping the chart in order, from the pages."""

import re
from datetime import timedelta

import pytest

from app.banking.ledger.books import ledger_account
from app.banking.ledger.listing import LOCKS
from app.banking.listing.asked import read_query
from app.banking.listing.asking import read_page
from app.kernel.ids import AdjustmentId, LedgerAccountId, read_shown, shown
from app.kernel.money import TRUE_MINUS, Money
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.adjustment_verbs import account, approves, detail, goodwill, proposes
from tests.banking.test_adjustments import euros
from tests.web.test_accounts_pages import hold
from tests.web.test_ledger_pages import account_path, in_oversight, read, transaction_paths
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

NEW = "/ledger/adjustments/new"
KEY = re.compile(r'name="key" value="([^"]+)"')


@pytest.fixture
def owner(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "owner")


@pytest.fixture
def operations(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "operations")


@pytest.fixture
def compliance(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "compliance")


def lines(*given: tuple[LedgerAccountId, str, str]) -> dict[str, str]:
    """Lines of the form: account, side, amount."""
    values = {"lines": str(len(given)), "reason": "Goodwill", "key": "a form of a test"}
    for number, (account_id, side, amount) in enumerate(given, 1):
        values |= {
            f"account-{number}": shown("ledger_account", account_id),
            f"side-{number}": side,
            f"amount-{number}": amount,
        }
    return values


def of_goodwill(world: World, amount: str = "5.00", other: str | None = None) -> dict[str, str]:
    return lines(
        (account(world, "fee_income"), "debit", amount),
        (world.ada.ledger_account_id, "credit", other or amount),
    )


def the_adjustment(location: str) -> AdjustmentId:
    found = read_shown("adjustment", location.rpartition("/")[2])
    assert found
    return AdjustmentId(found)


def test_operations_propose_and_compliance_approves(
    operations: Visitor, compliance: Visitor, harbor: World
) -> None:
    sent = operations.post("/ledger/adjustments", of_goodwill(harbor), form_at=NEW)
    assert sent.status_code == 303
    path = f"/ledger/adjustments/{shown('adjustment', the_adjustment(sent.headers['Location']))}"

    own = read(operations, path)
    assert "Waiting for a second person" in own
    assert "Approve and post" not in own
    checked = read(compliance, path)
    for said in ("Approve and post", "Balances before and after", "Fee income", "$5.00"):
        assert said in checked
    assert compliance.post(f"{path}/approval", form_at=path).status_code == 303

    assert harbor.ada.balance.current == Money(5_00, "USD")
    after = read(compliance, path)
    assert "Approved by" in after
    transaction = read(compliance, transaction_paths(after)[0])
    assert "Adjustment: Goodwill" in transaction
    assert path in transaction
    again = compliance.post(f"{path}/approval", form_at="/security")
    assert again.status_code == 303
    assert harbor.ada.balance.current == Money(5_00, "USD")


def test_the_form_sent_twice_proposes_once(operations: Visitor, harbor: World) -> None:
    first, second = (
        operations.post("/ledger/adjustments", of_goodwill(harbor), form_at=NEW) for _ in range(2)
    )
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount-2": "4.00"}, "The debits are $1.00 more"),
        ({"amount-2": "lots"}, "Line 2: Enter an amount"),
        ({"account-2": "ldgr_nobody"}, "Line 2: Choose an account"),
        ({"side-1": "left"}, "Line 1: Choose debit or credit"),
        ({"reason": ""}, "Say why in a sentence"),
        ({"reason": "x" * 301}, "Use at most 300"),
        ({"about_on": "2999-01-01"}, "Choose a day that has begun"),
        ({"lines": "0"}, "2 to 20 lines"),
        ({"lines": "none"}, "2 to 20 lines"),
    ],
)
def test_what_cannot_be_posted_is_explained_beside_the_lines(
    operations: Visitor, harbor: World, values: dict[str, str], said: str
) -> None:
    asked = of_goodwill(harbor) | values
    answer = operations.post("/ledger/adjustments", asked, form_at=NEW)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert said in answer.text
    assert 'name="reason"' in answer.text


def test_more_lines_are_a_button_away(operations: Visitor, harbor: World) -> None:
    answer = operations.post(
        "/ledger/adjustments", of_goodwill(harbor) | {"more": "1"}, form_at=NEW
    )
    assert answer.status_code == 200
    assert "Line 6" in answer.text
    assert 'value="5.00"' in answer.text


def test_a_customers_account_is_chosen_from_its_own_page(
    operations: Visitor, harbor: World
) -> None:
    page = read(operations, account_path(harbor.ada.ledger_account_id))
    there = re.search(r'href="(/ledger/adjustments/new\?account=[^"]+)"', page)
    assert there
    assert harbor.ada.account_number[-4:] in read(operations, there[1])


def test_whoever_proposed_it_may_own_the_brand_and_still_not_approve(
    owner: Visitor, harbor: World
) -> None:
    sent = owner.post("/ledger/adjustments", of_goodwill(harbor), form_at=NEW)
    path = f"/ledger/adjustments/{shown('adjustment', the_adjustment(sent.headers['Location']))}"
    assert "Approve and post" not in read(owner, path)
    answer = owner.post(f"{path}/approval", form_at=path)
    assert answer.status_code == 422
    assert "another person decides" in answer.text
    assert owner.post(f"{path}/withdrawal", form_at=path).status_code == 303
    assert "Withdrawn" in read(owner, path)


def test_a_refusal_of_the_ledger_is_explained_and_can_be_tried_again(
    operations: Visitor, compliance: Visitor, harbor: World
) -> None:
    back = lines(
        (harbor.ada.ledger_account_id, "debit", "5.00"),
        (account(harbor, "fee_income"), "credit", "5.00"),
    )
    sent = operations.post("/ledger/adjustments", back, form_at=NEW)
    path = f"/ledger/adjustments/{shown('adjustment', the_adjustment(sent.headers['Location']))}"
    assert "It cannot be posted as things are now" in read(compliance, path)
    answer = compliance.post(f"{path}/approval", form_at=path)
    assert answer.status_code == 422
    assert "not enough available money" in answer.text
    harbor.ada.is_given("$5.00")
    assert compliance.post(f"{path}/approval", form_at=path).status_code == 303


def test_a_checker_says_no_and_why(compliance: Visitor, harbor: World) -> None:
    harbor.clock.now = wall_now()
    proposed = proposes(harbor, goodwill(harbor.ada, "$5.00"))
    path = f"/ledger/adjustments/{shown('adjustment', proposed)}"
    assert compliance.post(f"{path}/rejection", {"note": ""}, form_at=path).status_code == 422
    answer = compliance.post(f"{path}/rejection", {"note": "Not agreed"}, form_at=path)
    assert answer.status_code == 303
    assert "Not agreed" in read(compliance, path)
    assert compliance.post(f"{path}/approval", form_at="/security").status_code == 409
    assert detail(harbor, proposed).summary.status == "rejected"


def test_a_transaction_is_undone_from_its_page_by_two_people(
    operations: Visitor, compliance: Visitor, harbor: World
) -> None:
    harbor.ada.is_given("$9.00")
    first = transaction_paths(read(operations, account_path(harbor.ada.ledger_account_id)))[0]
    page = read(operations, first)
    assert "Propose reversal" in page
    assert "Propose reversal" not in read(compliance, first)
    key = KEY.search(page)
    assert key
    values = {"reason": "Came twice", "key": key[1]}
    assert operations.post(f"{first}/reversal", {"key": key[1]}, form_at=first).status_code == 422
    sent = operations.post(f"{first}/reversal", values, form_at=first)
    assert sent.status_code == 303
    assert "Reversal waits" in read(operations, first)
    path = f"/ledger/adjustments/{shown('adjustment', the_adjustment(sent.headers['Location']))}"

    assert compliance.post(f"{path}/approval", form_at=path).status_code == 303

    undone = read(operations, first)
    assert "Reversed" in undone
    assert "Undone by" in undone
    assert harbor.ada.balance.current == Money(0, "USD")
    reversal = next(path for path in transaction_paths(undone) if path != first)
    assert "Undoes" in read(operations, reversal)


def test_an_exchange_is_four_entries_in_two_currencies(
    operations: Visitor, compliance: Visitor, harbor: World
) -> None:
    values = {
        "giver": shown("ledger_account", account(harbor, "fee_income")),
        "taker": shown("ledger_account", euros(harbor)),
        "given": "100.00",
        "taken": "92.00",
        "reason": "Supplier in Lyon",
        "key": "an exchange of a test",
    }
    form = "/ledger/exchanges/new"
    same = values | {"taker": values["giver"]}
    assert "same currency" in operations.post("/ledger/exchanges", same, form_at=form).text
    wrong = operations.post("/ledger/exchanges", values | {"taken": "x"}, form_at=form)
    assert wrong.status_code == 422
    assert "Enter an amount in EUR" in wrong.text

    sent = operations.post("/ledger/exchanges", values, form_at=form)

    path = f"/ledger/adjustments/{shown('adjustment', the_adjustment(sent.headers['Location']))}"
    page = read(compliance, path)
    for said in ("Position in USD", "Position in EUR", "€92.00", "$100.00"):
        assert said in page
    assert compliance.post(f"{path}/approval", form_at=path).status_code == 303
    trial = read(compliance, "/ledger/trial-balance")
    assert "EUR, as of" in trial
    assert "The two sides differ" not in trial


def test_the_list_says_what_waits(
    compliance: Visitor, application: Dispatcher, harbor: World
) -> None:
    assert "No adjustments yet" in read(compliance, "/ledger/adjustments")
    harbor.clock.now = wall_now()
    approves(harbor, proposes(harbor, goodwill(harbor.ada, "$5.00"), reason="First"))
    proposes(harbor, goodwill(harbor.ada, "$6.00"), reason="Second")
    waiting = read(compliance, "/ledger/adjustments?status=proposed")
    assert "Second" in waiting
    assert "First" not in waiting
    officer = sign_in_staff(application, harbor, "oversight_officer")
    there = f"{in_oversight(harbor)}/adjustments"
    page = read(officer, there)
    assert "First" in page
    path = re.search(rf'href="({there}/adj_[0-9a-f]+)"', page)
    assert path
    shown_there = read(officer, path[1])
    assert "Approve and post" not in shown_there
    assert "Pascal" in shown_there


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("operations", "/ledger/accounts/new"),
        ("compliance", NEW),
        ("read_only", NEW),
        ("developer", "/ledger/exchanges/new"),
        ("support", "/ledger/adjustments"),
    ],
)
def test_each_role_sees_its_own_doors(
    application: Dispatcher, harbor: World, role: str, path: str
) -> None:
    visitor = sign_in_staff(application, harbor, role)
    assert visitor.get(path).status_code == 403
    for door in ("/ledger/periods", "/ledger/accounts"):
        assert visitor.post(door, form_at="/security").status_code == 403


def the_account(world: World, account_id: LedgerAccountId) -> object:
    with partner_work(world.partner_id) as db:
        return ledger_account(db, account_id)


def test_an_owner_opens_renames_freezes_and_closes_an_account(
    owner: Visitor, harbor: World
) -> None:
    values = {
        "name": "Card  settlement",
        "code": "card_settlement",
        "program": shown("program", harbor.program_id),
        "kind": "liability",
        "currency": "USD",
        "keeps": "guarded",
        "overdraft": "250",
    }
    form = "/ledger/accounts/new"
    for wrong in ({"code": "Card Settlement"}, {"name": ""}, {"overdraft": "much"}):
        answer = owner.post("/ledger/accounts", values | wrong, form_at=form)
        assert answer.status_code == 422
    opened = owner.post("/ledger/accounts", values, form_at=form)
    assert opened.status_code == 303
    assert owner.post("/ledger/accounts", values, form_at=form).status_code == 409
    path = re.sub(r"^.*?/ledger", "/ledger", opened.headers["Location"])
    assert "Card settlement" in read(owner, "/ledger")
    page = read(owner, path)
    assert "An overdraft line" in page
    assert f"{TRUE_MINUS}$250.00" in page

    def changed(noun: str, **given: str) -> int:
        return owner.post(f"{path}/{noun}", given, form_at=path).status_code

    assert changed("name", name="") == 422
    assert changed("name", name="Card clearing") == 303
    assert changed("floor", overdraft="x") == 422
    assert changed("floor", overdraft="") == 303
    assert changed("freeze", outgoing="y") == 303
    page = read(owner, path)
    for said in ("Card clearing", "Money out", "Frozen"):
        assert said in page
    assert changed("closure") == 303
    assert "Closed" in read(owner, path)
    assert owner.post(f"{path}/closure", form_at="/security").status_code == 422


def test_a_customers_account_gets_an_overdraft_line_but_is_frozen_elsewhere(
    owner: Visitor, harbor: World
) -> None:
    path = account_path(harbor.ada.ledger_account_id)
    assert owner.post(f"{path}/floor", {"overdraft": "50"}, form_at=path).status_code == 303
    assert f"{TRUE_MINUS}$50.00" in read(owner, path)
    assert owner.post(f"{path}/freeze", {"outgoing": "y"}, form_at=path).status_code == 404
    assert owner.post(f"{path}/closure", form_at=path).status_code == 404


def test_a_hold_is_raised_lowered_and_released_with_a_reason(
    operations: Visitor, compliance: Visitor, harbor: World
) -> None:
    harbor.ada.is_given("$100.00")
    hold(harbor.ada, 30, "Card at the harbor cafe")
    found = re.search(r'href="(/ledger/holds/hold_[^"]+)"', read(operations, "/ledger/holds"))
    assert found
    path = found[1]
    assert "Release hold" not in read(compliance, path)

    def changed(noun: str, **given: str) -> int:
        return operations.post(f"{path}/{noun}", given, form_at=path).status_code

    assert changed("amount", amount="1000", amount_reason="More") == 422
    assert changed("amount", amount="45.00") == 422
    assert changed("amount", amount="45.00", amount_reason="Tip") == 303
    assert harbor.ada.balance.held == Money(45_00, "USD")
    assert changed("release", release_reason="") == 422
    assert changed("release", release_reason="Cafe called") == 303
    assert harbor.ada.balance.held == Money(0, "USD")
    assert "Released" in read(operations, path)


def test_an_owner_locks_days_that_are_over(owner: Visitor, harbor: World) -> None:
    path, through = "/ledger/periods", harbor.now.date() - timedelta(days=30)

    def locked(day: str, reason: str = "January is done") -> int:
        values = {"through": day, "lock_reason": reason}
        return owner.post(path, values, form_at=path).status_code

    assert locked(through.isoformat(), "") == 422
    assert locked("someday") == 422
    assert locked((harbor.now.date() + timedelta(days=400)).isoformat()) == 422
    assert locked(through.isoformat()) == 303
    assert locked(through.isoformat()) == 422
    assert "January is done" in read(owner, path)
    with partner_work(harbor.partner_id) as db:
        found = read_page(db, LOCKS, read_query(LOCKS, "")).lines
        assert [each.locked_through for each in found] == [through]
