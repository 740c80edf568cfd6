"""No route, as no role, with nobody's id in any place, shows or changes what is another's."""

import random

import pytest

from app.factory import SURFACES
from tests.tenancy.attack import Attack
from tests.tenancy.attack_record import SHARE
from tests.tenancy.parameters import Heard
from tests.tenancy.people import Stage

BOTH = "both walls"


@pytest.mark.parametrize("surface", SURFACES)
def test_a_sample_of_the_matrix(stage: Stage, heard: Heard, surface: str) -> None:
    Attack(stage, heard, surface, random.Random(), 0.005).must_fail("A1", BOTH)


@pytest.mark.attack
@pytest.mark.parametrize("surface", SURFACES)
def test_the_whole_matrix(stage: Stage, heard: Heard, surface: str) -> None:
    Attack(stage, heard, surface, random.Random(), SHARE).must_fail("A1", BOTH)
