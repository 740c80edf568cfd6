"""A database of its own for each demo world: its banks and hosts have fixed names."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.config import Config
from app.demo.seeding import prepare
from app.storage import crypto
from app.storage.session import connect, disconnect
from app.workers.installed import install
from app.workers.vetting import use_vetting
from tests.conftest import TEMPLATE

Fresh = Callable[[], Config]


@pytest.fixture(scope="module")
def fresh(configuration: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    """Calling it gives an empty installation, to which this process is connected from then on."""
    admin = configuration.database.admin
    assert admin is not None
    made: list[str] = []

    def make() -> Config:
        name = f"{admin.database}_demo_{len(made)}"
        disconnect()
        with psycopg.connect(plain(configuration), autocommit=True) as db:
            db.execute(f"drop database if exists {name} with (force)")
            db.execute(f"create database {name} template {TEMPLATE}")
        made.append(name)
        config = with_database(configuration, name, tmp_path_factory.mktemp(name))
        prepare(config)
        return config

    yield make
    connect(configuration)
    crypto.use_keys(configuration)
    install(configuration)
    use_vetting(configuration)
    with psycopg.connect(plain(configuration), autocommit=True) as db:
        for name in made:
            db.execute(f"drop database {name} with (force)")


def plain(config: Config) -> str:
    """The administrator's address as the driver itself reads it."""
    assert config.database.admin is not None
    return config.database.admin.set(drivername="postgresql").render_as_string(hide_password=False)


def with_database(config: Config, name: str, folder: Path) -> Config:
    urls = config.database
    database = replace(
        urls,
        admin=urls.admin.set(database=name) if urls.admin else None,
        app=urls.app.set(database=name),
        portal=urls.portal.set(database=name),
        bank=urls.bank.set(database=name),
        clock=urls.clock.set(database=name),
    )
    return replace(config, database=database, data_folder=folder)
