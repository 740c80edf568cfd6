"""A10: no text, whatever it says and wherever a page prints it, becomes an element."""

from itertools import cycle

import pytest
from markupsafe import Markup

from app.factory import SURFACES
from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from tests.tenancy.attack_record import SHARE, SIZES, record, sized
from tests.tenancy.poisoning import (
    PLAIN,
    difference,
    outside_lines,
    own_lines,
    pages_of,
    poisoned,
    surface_of,
    tree_of,
)
from tests.web.visitors import stranger_of, visitor_of
from tests.world import World

ROUNDS = {"a sample": 1, "whole": 4}
FOUND = {"a sample": 12, "whole": max(12, round(SHARE * 40))}
PAGES_MAX = 5
WAYS = {"a sample": ({},), "whole": ({}, {"HX-Request": "true"})}


def populated(harbor: World) -> World:
    """Something on every page: money, payments, a freeze, a correction, a statement."""
    harbor.ada.is_given("900.00")
    harbor.grace.is_given("90.00")
    harbor.ada.sends_ach("$40.00")
    harbor.ada.sends_to(harbor.grace, "$5.00")
    harbor.grace.is_frozen()
    return harbor


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("surface", SURFACES)
def test_every_text_of_every_page_stays_text(
    application: Dispatcher, harbor: World, surface: str, size: str
) -> None:
    visitor = visitor_of(application, populated(harbor), surface)
    paths = sized(pages_of(visitor, most=FOUND[size]), size, most=PAGES_MAX)
    # One after the other over all pages, so that a page's texts meet other lines than the last's.
    lines = cycle(own_lines() + (outside_lines() if size == "whole" else []))
    tried, hits = 0, []
    with poisoned(surface_of(application, surface)) as poison:
        for path in paths:
            for headers in WAYS[size]:
                poison.lines = cycle([PLAIN])
                plain = tree_of(visitor.get(path, headers=headers).text)
                poison.lines = lines
                for _ in range(ROUNDS[size]):
                    found = difference(plain, tree_of(visitor.get(path, headers=headers).text))
                    tried += 1
                    if found:
                        hits.append((path, dict(headers), found))
    record("A10", tried=tried, hits=hits, what=f"pages of {surface} with hostile text")
    assert hits == []
    assert len(paths) >= 3


def test_a_text_that_calls_itself_markup_is_seen(application: Dispatcher, harbor: World) -> None:
    stranger = stranger_of(application, harbor, "portal")
    with poisoned(surface_of(application, "portal")) as poison:
        poison.takes([PLAIN])
        plain = tree_of(stranger.get("/sign-in").text)
        poison.takes([Markup("<img src=x onerror=window.hit=1>")])
        assert difference(plain, tree_of(stranger.get("/sign-in").text)) == ""
        poison.is_trusted = True
        assert difference(plain, tree_of(stranger.get("/sign-in").text)) != ""


def test_a_hostile_application_is_shown_as_text(application: Dispatcher, harbor: World) -> None:
    """From the form that everybody can send to the pages of the staff."""
    staff, lines = visitor_of(application, harbor, "console"), own_lines()[::16]
    plain, hits = harbor.applies("Plain", "Words", street="1 Plain Street"), []
    for line in lines:
        hostile = harbor.applies("Plain", line[:40], street=line[:60], email="a@b.example")
        for kind in ("application", "customer"):
            pages = [
                staff.get(f"/{kind}s/{shown(kind, getattr(one, f'{kind}_id'))}")
                for one in (plain, hostile)
            ]
            assert [answer.status_code for answer in pages] == [200, 200]
            if found := difference(*(tree_of(answer.text) for answer in pages)):
                hits.append((kind, line, found))
    record("A10", tried=2 * len(lines), hits=hits, what="stored names and streets")
    assert hits == []
