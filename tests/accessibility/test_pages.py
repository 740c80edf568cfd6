"""Axe finds nothing on any page, in any brand's colours, light and dark, on a phone and a desk."""

from random import Random

import pytest

from tests.accessibility.eyes import PAIRWISE, SCHEMES, THEMES, WHOLE, WIDTHS, Eyes
from tests.accessibility.places import SURFACES, Places
from tests.invariants.figures import FIGURES, Told, fresh_seed, keep

pytestmark = pytest.mark.browser
SEED = fresh_seed()
SAMPLE = 6
FAULTS_TOLD_MAX = 40


def told(pages: int, looks: int, faults: int) -> str:
    return (
        f"{pages} pages × {len(THEMES)} themes × {len(SCHEMES)} schemes × {len(WIDTHS)} widths: "  # noqa: RUF001
        f"{looks:,} looks, {faults} findings (GUILDHALL_TEST_SEED={SEED})"
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_axe_finds_nothing_on_a_sample(
    eyes: Eyes, places: Places, surface: str, record_property: Told
) -> None:
    dice = Random(f"{SEED}{surface}")
    first, faults = dice.randrange(len(PAIRWISE)), []
    found = places.some(surface, dice, most=SAMPLE)
    for number, place in enumerate(found, start=first):
        faults += eyes.findings(place, (PAIRWISE[number % len(PAIRWISE)],))
    record_property(
        FIGURES, f"axe on {surface}, a sample: {told(len(found), eyes.looks, len(faults))}"
    )
    if faults:
        pytest.fail("\n".join(faults[:FAULTS_TOLD_MAX]), pytrace=False)


@pytest.mark.soak
@pytest.mark.parametrize("surface", SURFACES)
def test_axe_finds_nothing_anywhere(
    eyes: Eyes, places: Places, surface: str, record_property: Told
) -> None:
    found = places.every(surface)
    faults = [fault for place in found for fault in eyes.findings(place, WHOLE)]
    record_property(FIGURES, f"axe on {surface}: {told(len(found), eyes.looks, len(faults))}")
    figures = {"pages": len(found), "looks": eyes.looks, "findings": len(faults), "seed": SEED}
    keep(f"axe {surface}", figures)
    if faults:
        pytest.fail("\n".join(faults[:FAULTS_TOLD_MAX]), pytrace=False)
