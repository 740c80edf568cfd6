"""The audit trail and a reveal in a real browser: nothing for axe to find, wide and narrow."""

import os
import re
from pathlib import Path

import pytest

from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from tests.banking.test_trail import renames, sealed
from tests.journeys.conftest import Screen, Screens
from tests.journeys.test_oversight_pages import let_in
from tests.web_clients import sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")


def test_an_owner_reads_verifies_and_reveals_wide_and_narrow(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    harbor.ada.is_frozen("Reported stolen phone")
    its_id = renames(harbor, "Cash at the Federal Reserve")
    owner = sign_in_staff(application, harbor)
    sealed(harbor)
    customer = f"/customers/{shown('customer', harbor.ada.customer_id)}"
    pages = {
        "list": "/audit",
        "record": f"/audit/records/{shown('audit_record', its_id)}",
        "verified": "/audit/verification",
        "lookup": "/customers/lookup",
        "disclosure": f"{customer}/disclosure",
    }
    for phone in (False, True):
        screen = screens.of(harbor.hosts["console"], phone=phone)
        let_in(screen, owner)
        for name, path in pages.items():
            screen.open(path)
            screen.is_accessible()
            take_picture(screen, f"{name}-{'390' if phone else '1280'}")

    screen.page.get_by_label("What you need it for").select_option("identity")
    screen.page.get_by_label("In your own words").fill("Passport compared at the counter")
    screen.page.get_by_role("button", name="Show", exact=True).click()
    screen.page.get_by_text(re.compile(r"^\d{3}-\d{2}-\d{4}$")).wait_for()
    screen.is_accessible()
    take_picture(screen, "revealed-390")


def take_picture(screen: Screen, name: str) -> None:
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / f"audit-{name}.png", full_page=True)
