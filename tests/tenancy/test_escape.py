"""No route, as no role, with nobody's id in any place, shows or changes what is another's."""

import os
import random

import pytest

from app.config import Config
from app.factory import SURFACES
from tests.tenancy.attack import Attack
from tests.tenancy.attack_record import SEED, record
from tests.tenancy.one_wall import WALLS
from tests.tenancy.parameters import Heard
from tests.tenancy.people import Stage

BOTH = "both walls"
SHARE = float(os.environ.get("GUILDHALL_ATTACK_SHARE") or 1)  # of the matrix in `make attack`
FAULTS_TOLD_MAX = 40
DOORS = [surface for surface in SURFACES if surface != "operator"]
ALONE = [(wall, surface) for wall in WALLS for surface in DOORS]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_sample_of_the_matrix(stage: Stage, heard: Heard, surface: str) -> None:
    _attack(Attack(stage, heard, surface, random.Random(), 0.005), BOTH)


@pytest.mark.attack
@pytest.mark.parametrize("surface", SURFACES)
def test_the_whole_matrix(stage: Stage, heard: Heard, surface: str) -> None:
    _attack(Attack(stage, heard, surface, random.Random(), SHARE), BOTH)


@pytest.mark.parametrize("wall", WALLS)
def test_each_wall_holds_a_sample_alone(
    stage: Stage, heard: Heard, installation: Config, wall: str
) -> None:
    surface = random.Random(f"{SEED}{wall}").choice(DOORS)
    attack = Attack(stage, heard, surface, random.Random(), 0, has_one_wall=True)
    with WALLS[wall](installation):
        _attack(attack, f"{wall} alone")


@pytest.mark.attack
@pytest.mark.parametrize(("wall", "surface"), ALONE)
def test_each_wall_holds_the_matrix_alone(
    stage: Stage, heard: Heard, installation: Config, wall: str, surface: str
) -> None:
    attack = Attack(stage, heard, surface, random.Random(), SHARE, has_one_wall=True)
    with WALLS[wall](installation):
        _attack(attack, f"{wall} alone")


def _attack(attack: Attack, walls: str) -> None:
    attack.dice.seed(SEED)
    judge = attack.run()
    what = f"tenant escape from {attack.surface}, {walls}"
    if attack.share < 1:
        what += f", {attack.share:.1%} of the matrix"
    record("A1" if walls == BOTH else "A3", tried=judge.probes, hits=len(judge.faults), what=what)
    if judge.faults:
        pytest.fail("\n".join(judge.faults[:FAULTS_TOLD_MAX]), pytrace=False)
