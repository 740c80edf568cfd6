"""One dollar all the way through: received, sent on, stated, and seen by its bank alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from pypdf import PdfReader
from sqlalchemy import text

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.accounts.tables import AccountRow
from app.banking.statements.actions.plan_month import plan_month
from app.banking.statements.rules import month_of
from app.config import Config
from app.kernel.actor import OPERATOR
from app.storage.clock import business_now, move_clock
from app.storage.session import make_engine, partner_work
from app.workers.installed import install
from app.workers.run import Only, drain
from tests.intake_verbs import Order, ach_file
from tests.journeys.conftest import Screen, Screens
from tests.journeys.test_passkey import hold_authenticator
from tests.web_clients import CUSTOMER_PASSWORD, STAFF_PASSWORD
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def moving_clock(installation: Config, harbor: World) -> Iterator[World]:
    """The world's clock and the surfaces' clock are one; afterwards it is put back."""
    with partner_work(harbor.partner_id) as db:
        harbor.clock.now = business_now(db)
    install(installation)
    yield harbor
    admin = installation.database.admin
    assert admin is not None
    engine = make_engine(admin)
    with engine.begin() as connection:
        connection.execute(text("update business_clock set ahead = interval '0'"))
    engine.dispose()


def everyone_sees(world: World) -> None:
    """The surfaces' clock and the world's: whichever is behind catches up."""
    with partner_work(world.partner_id) as db:
        if world.now > business_now(db):
            move_clock(db, to=world.now)
        world.clock.now = max(world.now, business_now(db))


def works(world: World) -> None:
    """The workers do what is due for this bank and its brand."""
    everyone_sees(world)
    drain(world.now, only=Only(partners=[world.house_id, world.partner_id]))


def applies(screen: Screen) -> None:
    """Fill in the application with the keyboard."""
    screen.open("/apply")
    page = screen.page
    for label, value in {
        "First name": "Ada",
        "Last name": "Okafor",
        "Date of birth": "1985-12-10",
        "Social Security number": "219-09-9911",
        "Street and number": "12 Analytical Way",
        "City": "Portland",
        "ZIP code": "97201",
        "E-mail": "ada.okafor@example.com",
        "Phone": "(503) 555-0142",
        "Choose a password": CUSTOMER_PASSWORD,
    }.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("State").select_option(label="Oregon")
    for consent in page.get_by_role("checkbox").all():
        consent.focus()
        page.keyboard.press("Space")
    screen.is_accessible()
    page.get_by_role("button", name="Apply").focus()
    page.keyboard.press("Enter")


def officer(world: World, screens: Screens, email: str = "mara@cedar.example") -> Screen:
    """An oversight officer of the world's bank, signed in."""
    secret = pyotp.random_base32()
    with partner_work(world.house_id) as db:
        order = UserOrder(email, "Mara Voss", "oversight_officer", STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=world.now)
    screen = screens.of(world.hosts["oversight"])
    screen.open("/sign-in")
    screen.page.get_by_label("E-mail").fill(email)
    screen.page.get_by_label("Password").fill(STAFF_PASSWORD)
    screen.page.keyboard.press("Enter")
    screen.page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url(re.compile(r":\d+/$"))
    return screen


def account_of(world: World) -> AccountRow:
    with partner_work(world.partner_id) as db:
        return db.query(AccountRow).one()


def test_one_dollar_all_the_way_through(
    moving_clock: World, screens: Screens, tmp_path: Path
) -> None:
    world = moving_clock
    world.bank_keeps_books()
    portal = screens.of(world.hosts["portal"], phone=True)

    applies(portal)
    portal.page.get_by_role("heading", level=1).wait_for()
    portal.is_accessible()
    works(world)
    portal.open("/")
    portal.is_accessible()
    account = account_of(world)

    oversight = officer(world, screens)
    payroll = Order(account.account_number, "$101.00", routing_number=account.routing_number)
    brought = tmp_path / "payroll.ach"
    brought.write_bytes(ach_file([payroll], world=world))
    oversight.open("/files/new")
    oversight.is_accessible()
    oversight.page.get_by_label("File").set_input_files(brought)
    oversight.page.get_by_role("button", name="Upload").click()
    oversight.page.get_by_role("heading", name="payroll.ach").wait_for()
    oversight.is_accessible()
    file_address = oversight.page.url
    world.next_day()  # the test may run on a day when banks do not settle
    works(world)

    portal.open("/")
    portal.page.get_by_text("$101.00").first.wait_for()
    portal.is_accessible()

    sends_on(portal)
    world.window_closes()
    world.fed_settles()
    works(world)
    portal.page.reload()
    portal.page.get_by_text("Settled").first.wait_for()
    portal.is_accessible()

    month_on = month_of(world.now.date())
    world.month_ends()
    with partner_work(world.partner_id) as db:
        plan_month(db, month_on=month_on, now=world.now)
    works(world)
    portal.open("/statements")
    portal.page.get_by_role("link", name=month_on.strftime("%B %Y")).first.wait_for()
    portal.is_accessible()
    statement = reads_statement(world, portal, tmp_path)
    assert "$101.00" in statement
    assert "Lena Landlord" in statement

    seen_by_the_bank_alone(world, screens, oversight, file_address)


def makes_a_passkey_first(portal: Screen) -> None:
    """Somebody new is paid with a second factor only; what was typed comes back with Ada."""
    hold_authenticator(portal)
    page = portal.page
    page.wait_for_url(re.compile("/security/"))
    if "/security/proof" in page.url:  # on a slow day the sign-in is minutes old by now
        page.get_by_label("Your password").fill(CUSTOMER_PASSWORD)
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Set up a second factor").wait_for()
    portal.is_accessible()
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Recovery codes", exact=True).wait_for()
    portal.is_accessible()
    page.get_by_role("link", name="Not now").click()
    page.get_by_role("heading", name="Send to a bank account").wait_for()
    portal.is_accessible()
    assert page.get_by_label("Amount").input_value() == "1.00"
    assert page.get_by_label("Account number", exact=True).input_value() == "778812345"


def sends_on(portal: Screen) -> None:
    """Ada sends one dollar to a bank account elsewhere."""
    portal.open("/send")
    portal.is_accessible()
    portal.page.get_by_role("link", name="To a bank account").click()
    page = portal.page
    page.get_by_label("Amount").fill("1.00")
    page.get_by_label("Name").first.fill("Lena Landlord")
    page.get_by_label("Routing number").fill("011401533")
    page.get_by_label("Account number", exact=True).fill("778812345")
    portal.is_accessible()
    page.get_by_role("button", name="Continue").click()
    makes_a_passkey_first(portal)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check and send").wait_for()
    portal.is_accessible()
    page.get_by_role("button", name="Send $1.00").click()
    page.wait_for_url(re.compile("/payments/pay_"))
    portal.is_accessible()


def reads_statement(world: World, portal: Screen, folder: Path) -> str:
    """Ask for the PDF, let the worker make it, and read what it says."""
    portal.page.get_by_role("link", name=re.compile("^PDF")).first.click()
    portal.page.wait_for_load_state()
    works(world)
    portal.open("/statements")
    with portal.page.expect_download() as download:
        portal.page.get_by_role("link", name=re.compile("^PDF")).first.click()
    path = folder / "statement.pdf"
    download.value.save_as(path)
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def seen_by_the_bank_alone(
    world: World, screens: Screens, oversight: Screen, file_address: str
) -> None:
    """Cedar's officer sees it all; Granite's gets the same 404 as for nothing."""
    for path in ("/", "/partners", "/cash", "/files"):
        oversight.open(path)
        oversight.is_accessible()
    oversight.open("/partners")
    oversight.page.get_by_role("link", name="Harbor").first.click()
    oversight.is_accessible()
    partner_path = oversight.page.url.partition(str(oversight.port))[2]
    file_path = file_address.partition(str(oversight.port))[2]
    stranger = officer(world.tally, screens, "otto@granite.example")
    for path in (partner_path, file_path):
        stranger.open(path)
        stranger.page.get_by_role("heading", name="Not found").wait_for()
    stranger.open("/")
    assert "Harbor" not in stranger.page.content()
