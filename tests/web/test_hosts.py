"""What a host stands for is remembered for a moment; what stands for nothing is not."""

import pytest

from app.web import hosts
from app.web.hosts import REMEMBERED_SECONDS, find_host
from tests.world import World


def test_a_host_is_asked_of_the_database_once_a_moment(
    harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, asked = [1_000.0], []
    resolve = hosts.resolve_host

    def counted(db: object, name: str) -> object:
        asked.append(name)
        return resolve(db, name)  # type: ignore[arg-type]

    monkeypatch.setattr(hosts, "resolve_host", counted)
    monkeypatch.setattr(hosts, "_told", type(hosts._told)())
    console = harbor.hosts["console"]

    def find(name: str) -> object:
        return find_host(name, clock=lambda: now[0])

    first = find(console)
    assert first == find(console)
    assert asked == [console]

    now[0] += REMEMBERED_SECONDS
    assert find(console) == first
    assert asked == [console, console]

    assert find("nobody.localhost") is find("nobody.localhost") is None
    assert asked.count("nobody.localhost") == 2
    assert find("") is None
