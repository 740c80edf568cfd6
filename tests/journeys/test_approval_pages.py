"""A second person decides, in a real browser: wide and narrow, by keyboard and without script."""

import os

import pytest

from app.kernel.ids import ApprovalId, shown
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.approval_verbs import joins, sets_floor, sets_rule, terms, waiting
from tests.journeys.conftest import PHONES, Screen, Screens
from tests.journeys.test_payment_pages import goes_to, let_in
from tests.web_clients import sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PAGES = (
    "/approvals",
    "/approvals/requests",
    "/approvals/requests?status=executed",
    "/approvals/rules",
    "/approvals/rules/new",
    "/products/limits/proposal",
)


@pytest.fixture
def request_(harbor: World) -> ApprovalId:
    """A payment of Ada's above the rule and above the floor."""
    harbor.moves_to(wall_now())
    sets_floor(harbor, terms(amount_from="1000.00"), by=joins(harbor, "oversight_officer"))
    sets_rule(harbor, terms(amount_from="500.00", rail="ach"), by=joins(harbor, "owner"))
    harbor.ada.is_given("3000.00")
    harbor.ada.sends_ach("1450.00", note="March rent")
    return waiting(harbor)[0].id


def looks_at(screen: Screen, path: str, name: str) -> None:
    screen.open(path)
    screen.is_accessible()
    if folder := os.environ.get("GUILDHALL_PICTURES"):
        screen.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("phone", PHONES)
def test_every_page_is_accessible(
    application: Dispatcher, harbor: World, request_: ApprovalId, screens: Screens, phone: bool
) -> None:
    screen = let_in(screens, sign_in_staff(application, harbor, "owner"), phone=phone)
    for number, path in enumerate((*PAGES, f"/approvals/{shown('approval', request_)}")):
        looks_at(screen, path, f"{'phone' if phone else 'wide'}-{number}")
    officer = let_in(screens, sign_in_staff(application, harbor, "bsa_officer"), phone=phone)
    looks_at(officer, "/approvals/rules", f"{'phone' if phone else 'wide'}-floors")


def test_a_checker_approves_by_keyboard_without_script(
    application: Dispatcher, harbor: World, request_: ApprovalId, screens: Screens
) -> None:
    visitor = sign_in_staff(application, harbor, "compliance")
    screen = let_in(screens, visitor, phone=False, scripts=False)
    screen.open("/approvals")
    goes_to(screen, "Send $1,450.00 by ACH to Larch Street Homes")
    screen.page.get_by_text("Exactly this happens").first.wait_for()
    goes_to(screen, "Approve")
    screen.page.get_by_text("Approved and done.", exact=True).wait_for()
    assert [line.status for line in harbor.payments()] == ["approved"]
