"""Received files in a real browser: brought by hand, refused, read; wide and narrow."""

import os
from pathlib import Path

import pytest

from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.intake_verbs import Order, ach_file, credit, next_trace, returned
from tests.journeys.conftest import Screen, Screens
from tests.journeys.test_oversight_pages import let_in
from tests.web_clients import sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")
NOBODY = Order("4401999999999", "$70.00", name="Nobody Known")


def take_picture(screen: Screen, name: str, *, phone: bool) -> None:
    if PICTURES:
        path = Path(PICTURES) / f"files-{name}-{'390' if phone else '1280'}.png"
        screen.page.screenshot(path=path, full_page=True)


def busy_file(harbor: World) -> bytes:
    """Every outcome in one file."""
    june = harbor.juniper.becomes_customer("June", "Marsh")
    again = credit(harbor.grace, "$312.40", trace=next_trace())
    orders = (
        credit(harbor.ada, "$1,840.22"),
        again,
        again,
        credit(june, "$96.05"),
        NOBODY,
        credit(harbor.ada, "$19.99", code="27"),
        credit(harbor.grace, "", code="23"),
        returned("021000029999999", "$12.00"),
    )
    return ach_file(orders, world=harbor)


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_an_officer_brings_files_and_reads_what_became_of_them(
    application: Dispatcher, harbor: World, screens: Screens, tmp_path: Path, *, phone: bool
) -> None:
    officer = sign_in_staff(application, harbor, "bank_operations")
    screen = screens.of(harbor.hosts["oversight"], phone=phone)
    let_in(screen, officer)
    screen.open("/files")
    screen.is_accessible()
    take_picture(screen, "empty", phone=phone)

    harbor.moves_to(wall_now())
    content = busy_file(harbor)
    (tmp_path / "payroll-cut.ach").write_bytes(content[: len(content) // 2])
    (tmp_path / "payroll.ach").write_bytes(content)
    bring(screen, tmp_path / "payroll-cut.ach")
    screen.page.get_by_text("payroll-cut.ach was refused").wait_for()
    screen.is_accessible()
    take_picture(screen, "refused-form", phone=phone)
    screen.page.get_by_role("link", name="See every reason").click()
    screen.page.get_by_text("Nothing of it was posted.").wait_for()
    screen.is_accessible()
    take_picture(screen, "refused", phone=phone)

    bring(screen, tmp_path / "payroll.ach")
    screen.page.get_by_text("The file is accepted").wait_for()
    screen.is_accessible()
    harbor.moves_to(wall_now())
    harbor.bank_works()
    screen.page.reload()
    screen.page.get_by_text("Prepared returns").first.wait_for()
    screen.is_accessible()
    take_picture(screen, "posted", phone=phone)
    screen.open("/files")
    screen.is_accessible()
    take_picture(screen, "list", phone=phone)


def bring(screen: Screen, path: Path) -> None:
    screen.open("/files/new")
    screen.page.get_by_label("ACH file").set_input_files(path)
    screen.page.get_by_role("button", name="Upload").click()
