"""One cast for every attack, made once; it is never the world of another test."""

from collections.abc import Iterator

import pytest

from app.config import Config
from app.web.dispatch import Dispatcher
from tests.seal_verbs import superuser
from tests.tenancy.cast import Cast, open_cast
from tests.tenancy.parameters import Heard, listening
from tests.tenancy.people import Stage


@pytest.fixture(scope="session")
def cast(installation: Config) -> Cast:
    """Four partners of two banks with a life behind them."""
    return open_cast(installation, f"{installation.port}-cast")


@pytest.fixture
def stage(application: Dispatcher, cast: Cast, installation: Config) -> Iterator[Stage]:
    with superuser(installation) as admin:
        admin.autocommit = True
        yield Stage(application, cast, admin, installation.operator_host)


@pytest.fixture(scope="session")
def known() -> Heard:
    """What routes read is the same for every attack: it is learned once."""
    return Heard()


@pytest.fixture
def heard(application: Dispatcher, known: Heard) -> Iterator[Heard]:
    with listening(application, known) as found:
        yield found
