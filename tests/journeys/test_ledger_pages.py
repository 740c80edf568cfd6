"""A correction from proposal to ledger in a real browser, and every page of a ledger for axe."""

import os
import re
from pathlib import Path

import pytest

from app.banking.ledger.queries import chart
from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.banking.test_adjustments import euros
from tests.journeys.conftest import PHONES, Screen, Screens
from tests.journeys.test_oversight_pages import let_in
from tests.web.test_accounts_pages import hold
from tests.web_clients import sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")


@pytest.fixture
def books(harbor: World) -> World:
    """Money in and out at Harbor, a hold, and an account in euros; all of it today."""
    harbor.clock.now = wall_now()
    harbor.ada.is_given("$100.00")
    harbor.wait(seconds=1)
    harbor.ada.sends_to(harbor.grace, "$30.00")
    hold(harbor.ada, 10, "Card at the harbor cafe")
    euros(harbor)
    return harbor


def propose(screen: Screen, world: World) -> str:
    """Operations fills the form: five dollars out of the fees to Ada."""
    with partner_work(world.partner_id) as db:
        fees = shown("ledger_account", chart(db, world.program_id)["fee_income"])
    ada = shown("ledger_account", world.ada.ledger_account_id)
    page = screen.page
    screen.open(f"/ledger/accounts/{ada}")
    page.get_by_role("link", name="Propose adjustment").click()
    screen.is_accessible()
    page.get_by_label("Why").fill("Goodwill after a card that came late")
    page.locator("#account-1").select_option(ada)
    page.locator("#side-1").select_option("credit")
    page.locator("#amount-1").fill("5.00")
    page.locator("#account-2").select_option(fees)
    page.locator("#side-2").select_option("debit")
    page.locator("#amount-2").fill("4.00")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("There is a problem").wait_for()
    screen.is_accessible()
    page.locator("#amount-2").fill("5.00")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Waiting for a second person").wait_for()
    screen.is_accessible()
    return re.sub(r"^https?://[^/]+", "", page.url)


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_operations_propose_compliance_approves_and_the_bank_sees_it(
    application: Dispatcher, books: World, screens: Screens, *, phone: bool
) -> None:
    people = {
        role: sign_in_staff(application, books, role)
        for role in ("operations", "compliance", "oversight_officer")
    }
    proposer = screens.of(books.hosts["console"], phone=phone, scripts=not phone)
    let_in(proposer, people["operations"])
    checker = screens.of(books.hosts["console"], phone=phone)
    let_in(checker, people["compliance"])

    path = propose(proposer, books) if not phone else _proposed_without_script(proposer, books)

    checker.open(path)
    checker.is_accessible()
    take_picture(checker, f"adjustment-{'390' if phone else '1280'}")
    checker.page.get_by_role("button", name="Approve and post").click()
    checker.page.get_by_text("Approved and posted.").wait_for()
    checker.is_accessible()
    assert books.ada.balance.current.minor == 75_00
    officer = screens.of(books.hosts["oversight"], phone=phone)
    let_in(officer, people["oversight_officer"])
    partner = f"/partners/{shown('partner', books.partner_id)}"
    officer.open(partner)
    officer.page.get_by_role("link", name="Ledger", exact=True).click()
    officer.page.get_by_role("link", name="Adjustments").click()
    officer.page.get_by_role("link", name="Goodwill after a card").click()
    officer.is_accessible()
    officer.page.get_by_role("link", name="The transaction").click()
    officer.page.get_by_role("heading", name="Adjustment: Goodwill").wait_for()
    officer.is_accessible()


def _proposed_without_script(screen: Screen, world: World) -> str:
    """The same by hand, in a browser that runs no script."""
    with partner_work(world.partner_id) as db:
        fees = shown("ledger_account", chart(db, world.program_id)["fee_income"])
    ada = shown("ledger_account", world.ada.ledger_account_id)
    page = screen.page
    screen.open(f"/ledger/adjustments/new?account={ada}")
    page.get_by_label("Why").fill("Goodwill after a card that came late")
    page.locator("#side-1").select_option("credit")
    page.locator("#amount-1").fill("5.00")
    page.locator("#account-2").select_option(fees)
    page.locator("#side-2").select_option("debit")
    page.locator("#amount-2").fill("5.00")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Waiting for a second person").wait_for()
    return re.sub(r"^https?://[^/]+", "", page.url)


@pytest.mark.parametrize("phone", PHONES)
def test_every_page_of_a_ledger_is_readable(
    application: Dispatcher, books: World, screens: Screens, *, phone: bool
) -> None:
    owner = sign_in_staff(application, books, "owner")
    account = shown("ledger_account", books.ada.ledger_account_id)
    pages = {
        "chart": "/ledger",
        "chart-of-a-day": f"/ledger?on={books.now.date()}",
        "deposits": f"/ledger/deposits?program={shown('program', books.program_id)}",
        "account": f"/ledger/accounts/{account}",
        "account-narrowed": f"/ledger/accounts/{account}?side=debit&words=nothing",
        "new-account": "/ledger/accounts/new",
        "trial-balance": "/ledger/trial-balance",
        "holds": "/ledger/holds",
        "adjustments": "/ledger/adjustments",
        "new-adjustment": "/ledger/adjustments/new",
        "new-exchange": "/ledger/exchanges/new",
        "periods": "/ledger/periods",
    }
    screen = screens.of(books.hosts["console"], phone=phone)
    let_in(screen, owner)
    for name, path in pages.items():
        screen.open(path)
        for summary in screen.page.locator("main summary:visible").all():
            summary.press("Enter")
        screen.is_accessible()
        take_picture(screen, f"{name}-{'390' if phone else '1280'}")
    for link in ("#lines a.cell-link", "#holds a.cell-link"):
        screen.open(pages["account"] if "lines" in link else pages["holds"])
        first = screen.page.locator(link).first
        address = first.get_attribute("href")
        first.click()
        screen.page.wait_for_url(f"**{address}")
        screen.is_accessible()
        take_picture(screen, f"{'transaction' if 'lines' in link else 'hold'}-{phone}")


def take_picture(screen: Screen, name: str) -> None:
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / f"ledger-{name}.png", full_page=True)
