"""One embedded server a run, one migrated database a worker, one fresh world a test."""

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import make_url

from app.banking.access.passwords import use_cost
from app.config import DEVELOPMENT_SECRET, Config
from app.factory import create_app
from app.storage import crypto
from app.storage.embedded import start_postgres, start_valkey, temporary_home
from app.storage.migrate import migrate_url
from app.storage.roles import LOGIN_ROLES
from app.storage.session import connect, disconnect
from app.web.dispatch import Dispatcher
from app.workers.installed import install
from app.workers.vetting import use_vetting
from tests.books import books_hold, forget
from tests.canaries import PASSWORD, SHOWN_MAX, THIS_RUN, sweep, watching
from tests.invariants.figures import FIGURES
from tests.order import put_in_order
from tests.standards import RanHere, usual_marks
from tests.tenancy.attack_record import told
from tests.web_clients import CUSTOMER_PASSWORD, STAFF_PASSWORD
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEMPLATE = "guildhall_template"
SERVER_URL = "GUILDHALL_TEST_SERVER"
REDIS_URL = "GUILDHALL_TEST_REDIS"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_servers = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: long runs, left to `make soak`")
    config.addinivalue_line("markers", "browser: drives Chromium")
    config.addinivalue_line("markers", "tampers: breaks the books on purpose, and says which")
    if hasattr(config, "workerinput"):
        return
    config.pluginmanager.register(RanHere(usual_marks(config)))
    if getattr(config.option, "numprocesses", None):
        start_servers()
        THIS_RUN.is_heard_elsewhere = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    put_in_order(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    forget()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """No test, whatever it is about, leaves books that do not hold."""
    try:
        return (yield from books_hold(item))
    finally:
        item.user_properties += [(FIGURES, line) for line in told()]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What was logged is searched as well, by the process that ran it."""
    if THIS_RUN.is_heard_elsewhere:
        return
    for text in (report.capstdout, report.capstderr, report.caplog):
        THIS_RUN.leave(f"the log of {report.nodeid}", text)


def pytest_unconfigure(config: pytest.Config) -> None:
    _servers.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the attacks did, with the seeds that repeat them."""
    reports = [each for some in terminalreporter.stats.values() for each in some]
    told = [pair for each in reports for pair in getattr(each, "user_properties", ())]
    for line in dict.fromkeys(line for name, line in told if name == FIGURES):
        terminalreporter.write_line(line)


def start_servers() -> None:
    """Start PostgreSQL and Valkey once a run, and migrate the template that workers clone."""
    if SERVER_URL in os.environ:
        return
    home = _servers.enter_context(temporary_home())
    postgres = start_postgres(home, fsync=False)
    _servers.callback(postgres.stop)
    valkey = start_valkey(home)
    _servers.callback(valkey.stop)
    with psycopg.connect(postgres.url, autocommit=True) as db:
        db.execute(f"create database {TEMPLATE}")
    template = make_url(postgres.url).set(drivername="postgresql+psycopg", database=TEMPLATE)
    migrate_url(template, DEVELOPMENT_SECRET)
    os.environ[SERVER_URL] = postgres.url
    os.environ[REDIS_URL] = valkey.url


@pytest.fixture(scope="session")
def configuration(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A database of this worker's own, cloned from the migrated template."""
    start_servers()
    name = f"guildhall_{worker_id}"
    server = os.environ[SERVER_URL]
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"drop database if exists {name} with (force)")
        db.execute(f"create database {name} template {TEMPLATE}")
        # A clone has the template's objects and not its grants.
        db.execute(f"revoke all on database {name} from public")
        db.execute(f"grant connect on database {name} to {', '.join(LOGIN_ROLES)}")
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    return Config.from_env(
        {
            "GUILDHALL_ENV": "test",
            "GUILDHALL_PASSWORD_COST": "light",
            "DATABASE_URL": url,
            "REDIS_URL": os.environ[REDIS_URL],
            "GUILDHALL_DATA": str(tmp_path_factory.mktemp("data")),
        }
    )


@pytest.fixture(scope="session")
def installation(configuration: Config) -> Iterator[Config]:
    """The process is connected: doors, actions and workers can be called."""
    connect(configuration)
    crypto.use_keys(configuration)
    use_cost(configuration.password_cost)
    use_vetting(configuration)
    install(configuration)
    THIS_RUN.plant(PASSWORD, STAFF_PASSWORD, CUSTOMER_PASSWORD)
    with watching():
        yield configuration
    found = sweep(configuration)
    disconnect()
    assert not found, "\n".join(["canaries were found:", *found[:SHOWN_MAX]])


@pytest.fixture
def harbor(installation: Config) -> World:
    """A fresh Harbor of Cedar Bank; Juniper beside it and Tally elsewhere for whoever asks."""
    return World.open(installation)


@pytest.fixture(scope="session")
def application(installation: Config) -> Dispatcher:
    """The surfaces behind their dispatcher, as a server would run them."""
    return create_app(installation)


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """The one browser of a worker: two cannot be driven from one process."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
