"""A day's work of each role with the keyboard alone: come in, find, act, confirm, go."""

import re
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Error, Page

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.access.authenticators import keep_secret
from app.kernel.actor import OPERATOR
from app.storage.clock import wall_now
from app.storage.session import partner_work
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import CUSTOMER_PASSWORD, STAFF_PASSWORD
from tests.world import World

pytestmark = pytest.mark.browser
TABS_MAX = 120
HOME = re.compile(r":\d+/$")
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ["", true];
  const style = getComputedStyle(one), said = one.getAttribute("aria-label")
    || [...(one.labels || [])].map(label => label.innerText).join(" ") || one.innerText || "";
  const seen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
    || one.tagName === "MAIN" || one.matches(".drawer-body");
  return [said.trim().replace(/\\s+/g, " "), seen];
}"""


@dataclass
class Hands:
    """A person who has no pointer; where they are must be seen at every step."""

    page: Page

    def goes_to(self, name: str, *, backwards: bool = False) -> None:
        """Press Tab until the thing of that name has focus."""
        wanted = re.compile(name)
        passed = []
        for _ in range(TABS_MAX):
            said, is_seen = self._focused()
            assert is_seen, f"nobody sees that {said!r} has focus"
            if wanted.search(said):
                return
            passed.append(said)
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"Tab never came to {name!r}: {passed}")

    def _focused(self) -> tuple[str, bool]:
        """What has focus and whether that can be seen, on a page that has come."""
        self.page.wait_for_load_state()
        try:
            said, is_seen = self.page.evaluate(FOCUSED)
        except Error:  # it was just leaving
            self.page.wait_for_load_state()
            said, is_seen = self.page.evaluate(FOCUSED)
        return said, is_seen

    def writes(self, label: str, text: str) -> None:
        self.goes_to(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def presses(self, name: str, key: str = "Enter", *, backwards: bool = False) -> None:
        self.goes_to(name, backwards=backwards)
        self.page.keyboard.press(key)

    def skips(self) -> None:
        """Past the navigation of a page that has just come."""
        self.page.wait_for_load_state()
        self.page.evaluate("document.activeElement.blur()")
        self.presses("^Skip to content$")

    def reads(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def finds(self, words: str, hit: str) -> None:
        """By the search box's own key, and the arrows."""
        self.page.keyboard.press("Control+K")
        self.page.keyboard.type(words)
        self.page.get_by_role("link", name=re.compile(hit)).first.wait_for()
        self.page.keyboard.press("ArrowDown")
        self.presses(hit)

    def leaves(self, name: str) -> None:
        self.page.keyboard.press("Control+Home")
        self.page.evaluate("document.activeElement.blur()")
        self.presses(re.escape(name))
        self.presses("^Sign out$")
        self.page.wait_for_url(re.compile("/sign-in"))


def comes_in(world: World, screens: Screens, surface: str, role: str) -> Hands:
    """Somebody of staff."""
    secret, email = pyotp.random_base32(), f"{role.replace('_', '.')}@x.example"
    owner = world.house_id if surface == "oversight" else world.partner_id
    with partner_work(owner) as db:
        order = UserOrder(email, "Priya Raman", role, STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=world.now)
    return starts(screens.of(world.hosts[surface]), email, STAFF_PASSWORD, secret)


def customer(world: World) -> tuple[str, str]:
    """Ada's login with an authenticator app, as whoever sends money has."""
    email, secret = "ada.keys@x.example", pyotp.random_base32()
    with partner_work(world.partner_id) as db:
        login_id = enrol_customer(
            db,
            customer_id=world.ada.customer_id,
            known_as=(email, world.ada.name),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=world.now,
        )
        keep_secret(db, login_id, secret, wall=wall_now())
    return email, secret


def starts(screen: Screen, email: str, password: str, secret: str) -> Hands:
    """Through both steps of the form."""
    screen.page.emulate_media(reduced_motion="reduce")
    screen.open("/sign-in")
    hands = Hands(screen.page)
    hands.writes("^E-mail", email)
    hands.writes("^Password", password)
    hands.page.keyboard.press("Enter")
    hands.page.get_by_label("Code", exact=True).wait_for()
    hands.writes("^Code", pyotp.TOTP(secret).now())
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_url(HOME)
    return hands


def test_operations_finds_an_account_and_stops_it(harbor: World, screens: Screens) -> None:
    harbor.moves_to(wall_now())
    harbor.ada.is_given("100.00")
    hands = comes_in(harbor, screens, "console", "owner")
    hands.finds("Okafor", "Okafor")
    hands.page.get_by_role("heading", level=1).wait_for()
    hands.presses("Everyday checking|••••")
    hands.page.wait_for_url(re.compile("/accounts/"))
    hands.presses("^Freeze$")
    hands.writes("^Why$", "Phone reported stolen")
    hands.presses("^Freeze account$")
    hands.reads("The account is frozen.")
    hands.leaves("Priya Raman")


def test_an_officer_sets_a_floor_and_reads_it_back(harbor: World, screens: Screens) -> None:
    hands = comes_in(harbor, screens, "oversight", "bsa_officer")
    hands.presses("Approvals")
    hands.page.wait_for_url(re.compile("/approvals"))
    hands.presses("Floors|Rules")
    hands.presses("^Add a floor$")
    hands.page.wait_for_url(re.compile("/rules/new"))
    hands.writes("amount", "7500")
    hands.presses("^Compliance$", "Space")
    hands.presses("^Set$")
    hands.reads("7,500")
    hands.leaves("Priya Raman")


def test_a_customer_sends_money_to_somebody(harbor: World, screens: Screens) -> None:
    harbor.moves_to(wall_now())
    harbor.ada.is_given("100.00")
    email, secret = customer(harbor)
    hands = starts(screens.of(harbor.hosts["portal"]), email, CUSTOMER_PASSWORD, secret)
    hands.presses("^Send")
    hands.presses("^To someone at")
    hands.page.wait_for_url(re.compile("/send/transfer"))
    hands.writes("^Account number", harbor.grace.account_number)
    hands.writes("^Amount", "12.50")
    hands.presses("^Continue$")
    hands.reads("Nothing has been sent yet.")
    hands.presses(r"^Send \$12\.50$")
    hands.page.wait_for_url(re.compile("/payments/"))
    hands.leaves(harbor.ada.name)
