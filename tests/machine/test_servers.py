"""Which servers an installation uses, what it keeps for itself, and what starting over removes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.embedded import EmbeddedError, temporary_home
from app.supervise.demo import Demo
from app.supervise.libraries import missing
from app.supervise.opening import without_admin
from app.supervise.servers import Servers, servers_of, serving, wipe

GIVEN = "postgresql://owner:secret@db.example/guildhall"


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as place:
        yield place


def settings(home: Path, **more: str) -> dict[str, str]:
    return {"GUILDHALL_DATA": str(home), **more}


def half_a_demo(servers: Servers) -> Demo:
    (servers.home / "demo.started").touch()
    return Demo(servers)


def test_development_keeps_one_secret_for_the_next_start(home: Path) -> None:
    first, second = servers_of(settings(home)), servers_of(settings(home))

    assert first.env["GUILDHALL_SECRET_KEY"] == second.env["GUILDHALL_SECRET_KEY"]
    assert (home / "secret_key").stat().st_mode & 0o077 == 0


def test_production_makes_no_secret_up(home: Path) -> None:
    servers = servers_of(settings(home, GUILDHALL_ENV="production"))

    assert "GUILDHALL_SECRET_KEY" not in servers.env


def test_a_command_borrows_what_is_open_and_leaves_it_open(home: Path) -> None:
    with serving(settings(home)) as owner:
        with serving(settings(home)) as borrower:
            assert borrower.env["DATABASE_URL"] == owner.env["DATABASE_URL"]
            assert borrower.env["REDIS_URL"] == owner.env["REDIS_URL"]

        assert owner.postgres
        assert owner.postgres.process.poll() is None


def test_a_server_that_fell_is_started_again(home: Path) -> None:
    with serving(settings(home)) as servers:
        assert servers.valkey
        servers.valkey.process.kill()
        servers.valkey.process.wait()

        servers.mend()

        assert servers.valkey.process.poll() is None
        assert servers.valkey.url == servers.env["REDIS_URL"]


def test_children_never_see_the_administrators_address() -> None:
    env = without_admin({"DATABASE_URL": GIVEN, "REDIS_URL": "redis://cache.example/0"})

    assert "DATABASE_URL" not in env
    assert env["DATABASE_URL_PORTAL"].startswith("postgresql+psycopg://guildhall_portal:")
    assert not [name for name, value in env.items() if "owner" in value]


def test_half_a_demo_world_is_recognised(home: Path) -> None:
    servers = servers_of(settings(home))
    demo = half_a_demo(servers)

    assert demo.was_interrupted
    (home / "demo.done").touch()
    assert not demo.was_interrupted


def test_half_a_demo_world_in_somebody_elses_database_is_left_alone(home: Path) -> None:
    assert not half_a_demo(servers_of(settings(home, DATABASE_URL=GIVEN))).was_interrupted


def test_starting_over_removes_the_data_and_keeps_the_secrets(home: Path) -> None:
    with serving(settings(home)) as servers:
        secret = servers.env["GUILDHALL_SECRET_KEY"]
    (home / "outside" / "cedar").mkdir(parents=True)

    wipe(servers_of(settings(home)))

    assert not (home / "postgres").exists()
    assert not (home / "outside").exists()
    assert servers_of(settings(home)).env["GUILDHALL_SECRET_KEY"] == secret


def test_somebody_elses_database_is_never_wiped(home: Path) -> None:
    with pytest.raises(EmbeddedError, match="only wipes the embedded database"):
        wipe(servers_of(settings(home, DATABASE_URL=GIVEN)))


def test_a_library_that_is_missing_is_known_before_the_start() -> None:
    assert missing(["libc.so.6", "libguildhall-absent.so.1"]) == ["libguildhall-absent.so.1"]
    assert missing() == []
