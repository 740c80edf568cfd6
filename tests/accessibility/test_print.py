"""Paper has the facts of a page, whose they are, from where and when; nothing to press."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.accessibility.eyes import Eyes
from tests.accessibility.places import Places

pytestmark = pytest.mark.browser
NOT_ON_PAPER = ("Skip to content", "Fold navigation", "Sign out", "Show the figures", "Search")
PAGES = (
    "console payments.show",
    "console customers.show",
    "console accounts.show",
    "console approvals.show",
    "oversight ledger.account",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_printed_with_its_facts_alone(eyes: Eyes, places: Places, page: str) -> None:
    surface, _, endpoint = page.partition(" ")
    place = places.of(surface, endpoint)
    sheet = eyes.open(place, color_scheme="dark")
    title = sheet.inner_text("h1")
    reader = PdfReader(BytesIO(sheet.pdf()))
    text = " ".join(" ".join(each.extract_text() for each in reader.pages).split())

    assert place.path.rpartition("_")[2] in text.replace(" ", "")
    assert title.split()[0] in text
    assert f"1 / {len(reader.pages)}" in text
    assert [each for each in NOT_ON_PAPER if each in text] == []
    assert place.host.split(".")[-2] in text
