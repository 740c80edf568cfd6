"""Attacks tell what they did: the figures stand at the end of the run, with the seed."""

import pytest

from tests.invariants.figures import FIGURES, Told, keep, line


@pytest.fixture
def told(request: pytest.FixtureRequest, record_property: pytest.FixtureRequest) -> Told:
    """Tell figures, also of a test that then fails; a soak keeps them as a file too."""

    def tell(name: str, **figures: object) -> None:
        record_property(FIGURES, line(name, figures))
        if request.node.get_closest_marker("soak"):
            keep(name, figures)

    return tell
