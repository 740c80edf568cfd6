"""One cast to look at, made once, and the application served for a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from app.config import Config
from app.web.assets import build_assets
from app.web.dispatch import Dispatcher
from tests.accessibility.eyes import Eyes
from tests.accessibility.places import Places
from tests.journeys.conftest import port, screens
from tests.seal_verbs import superuser
from tests.tenancy.cast import Cast, open_cast
from tests.tenancy.people import Stage

__all__ = ["port", "screens"]


@pytest.fixture(scope="session")
def seen_cast(installation: Config) -> Cast:
    """The attacked partners again: every kind of thing is there, under long words."""
    return open_cast(installation, f"{installation.port}-seen")


@pytest.fixture(scope="session")
def places(application: Dispatcher, seen_cast: Cast, installation: Config) -> Iterator[Places]:
    build_assets()
    with superuser(installation) as admin:
        admin.autocommit = True
        yield Places(Stage(application, seen_cast, admin, installation.operator_host))


@pytest.fixture
def eyes(chromium: Browser, port: int) -> Iterator[Eyes]:
    opened = Eyes(chromium, port)
    yield opened
    opened.close()
