"""The same matrix with one of the two walls taken away: the other holds it alone."""

import random

import pytest

from app.config import Config
from app.factory import SURFACES
from tests.tenancy.attack import Attack
from tests.tenancy.attack_record import SEED, SHARE
from tests.tenancy.one_wall import WALLS
from tests.tenancy.parameters import Heard
from tests.tenancy.people import Stage

DOORS = [surface for surface in SURFACES if surface != "operator"]
ALONE = [(wall, surface) for wall in WALLS for surface in DOORS]


@pytest.mark.parametrize("wall", WALLS)
def test_each_wall_holds_a_sample_alone(
    stage: Stage, heard: Heard, installation: Config, wall: str
) -> None:
    surface = random.Random(f"{SEED}{wall}").choice(DOORS)
    attack = Attack(stage, heard, surface, random.Random(), 0, has_one_wall=True)
    with WALLS[wall](installation):
        attack.must_fail("A3", f"{wall} alone")


@pytest.mark.attack
@pytest.mark.parametrize(("wall", "surface"), ALONE)
def test_each_wall_holds_the_matrix_alone(
    stage: Stage, heard: Heard, installation: Config, wall: str, surface: str
) -> None:
    attack = Attack(stage, heard, surface, random.Random(), SHARE, has_one_wall=True)
    with WALLS[wall](installation):
        attack.must_fail("A3", f"{wall} alone")
