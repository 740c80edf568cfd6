"""Single sign-on in a real browser: an owner sets it up, somebody comes in by it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screen, Screens
from tests.packaged_provider import CLIENT, packaged_provider
from tests.web.test_sso_settings import agreed_at
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
BOTH = pytest.mark.parametrize("phone", [False, True], ids=["1280", "390"])


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with packaged_provider() as address:
        yield address


def seated(screens: Screens, visitor: Visitor, *, phone: bool) -> Screen:
    """A window of someone who is signed in already."""
    screen = screens.of(visitor.host, phone=phone)
    cookie = visitor.client.get_cookie("__Host-login", domain=visitor.host)
    assert cookie is not None
    screen.page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": f"https://{visitor.host}"}]
    )
    return screen


def set_up(screen: Screen, issuer: str, second: Visitor) -> None:
    page = screen.page
    screen.open("/settings/sign-in")
    screen.is_accessible()
    page.get_by_role("link", name="Add a provider").first.click()
    screen.is_accessible()
    for label, text in {
        "Name": "People",
        "Issuer": issuer,
        "Client ID": CLIENT,
        "Client secret": "any will do",
        "Owner": "owners",
        "Operations": "operators",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Add the provider").click()
    page.get_by_text("It is still off").wait_for()
    screen.is_accessible()
    page.get_by_role("link", name="Change terms").click()
    screen.is_accessible()
    page.get_by_label("People may sign in with it").check()
    page.get_by_role("button", name="Keep these terms").click()
    page.wait_for_url("**/approvals/**")
    agreed_at(second, urlsplit(page.url).path)
    screen.open("/settings/sign-in")
    page.get_by_role("link", name="People").click()
    page.get_by_text("In use", exact=True).locator("visible=true").first.wait_for()
    page.get_by_role("button", name="Test").click()
    page.get_by_text("The provider answered").wait_for()


@BOTH
def test_an_owner_sets_it_up_and_somebody_comes_in(
    screens: Screens, application: Dispatcher, harbor: World, issuer: str, phone: bool
) -> None:
    owner = sign_in_staff(application, harbor)
    second = sign_in_staff(application, harbor)
    set_up(seated(screens, owner, phone=phone), issuer, second)
    somebody = screens.of(owner.host, phone=phone, scripts=False)
    page = somebody.page
    somebody.open("/sign-in?next=/payments")
    page.get_by_role("button", name="Continue with People").click()
    page.get_by_role("button", name="nadia").click()
    page.wait_for_url("**/payments")
    assert "Nadia Ferro" in page.content()
    looked = screens.of(owner.host, phone=phone)
    looked.open("/sign-in")
    looked.is_accessible()
    looked.page.get_by_role("button", name="Continue with People").click()
    looked.page.get_by_role("button", name="sam").click()
    looked.page.get_by_role("link", name="Back to the sign-in page").wait_for()
    looked.is_accessible()
