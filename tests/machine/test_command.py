"""The guildhall command explains itself without configuration and says no in one line."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import COMMANDS
from app.commands import work
from app.storage.embedded import temporary_home
from app.workers import registry

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as place:
        yield place


def without_our_settings() -> dict[str, str]:
    ours = ("GUILDHALL_", "DATABASE_", "REDIS_", "PORT")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def guildhall(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in an environment of its own, without any setting of ours."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        env={**without_our_settings(), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command() -> None:
    said = guildhall("--help")

    assert said.returncode == DONE
    explained = set(re.findall(r"^    ([a-z-]+)\s", said.stdout, re.MULTILINE))
    assert explained == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_without_configuration(command: str) -> None:
    said = guildhall(command, "--help", GUILDHALL_ENV="production")

    assert said.returncode == DONE
    assert said.stdout.startswith(f"usage: guildhall {command}")


def test_the_queues_of_the_command_are_the_registrys() -> None:
    assert set(work.QUEUES) == set(registry.QUEUES)


@pytest.mark.parametrize(
    "words", [(), ("opne",), ("import", "swift", "file"), ("statement", "acct_1", "2026-13")]
)
def test_wrong_usage_is_two(words: tuple[str, ...]) -> None:
    assert guildhall(*words).returncode == WRONG_USAGE


def test_a_file_that_is_no_ach_file_is_refused_with_reasons(tmp_path: Path) -> None:
    letter = tmp_path / "letter.ach"
    letter.write_text("Dear bank,\n")

    said = guildhall("import", "ach", "--check", str(letter), str(tmp_path / "absent.ach"))

    verdicts = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.returncode == REFUSED
    assert [verdict["verdict"] for verdict in verdicts] == ["refuse", "refuse"]
    assert all(verdict["reasons"] for verdict in verdicts)


def test_doctor_reports_without_a_database(home: Path) -> None:
    said = guildhall("doctor", "--json", GUILDHALL_DATA=str(home))

    findings = {line["subject"]: line for line in map(json.loads, said.stdout.splitlines())}
    assert said.returncode == DONE
    assert findings["Python"]["standing"] == "ok"
    assert "not running" in findings["database"]["text"]


def test_an_unsafe_configuration_is_refused_in_one_line() -> None:
    said = guildhall(
        "migrate",
        GUILDHALL_ENV="production",
        DATABASE_URL="postgresql://owner@127.0.0.1:1/guildhall",
        REDIS_URL="redis://127.0.0.1:1/0",
    )

    assert said.returncode == REFUSED
    assert said.stderr.startswith("guildhall migrate: GUILDHALL_SECRET_KEY is missing")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("DATABASE_URL", "postgresql://owner@127.0.0.1:1/guildhall"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
    ],
)
def test_a_server_that_does_not_answer_is_named(home: Path, setting: str, address: str) -> None:
    said = guildhall("migrate", GUILDHALL_DATA=str(home), **{setting: address})

    assert said.returncode == REFUSED
    assert said.stderr.startswith(f"guildhall migrate: {setting} does not answer")
    assert len(said.stderr.splitlines()) == 1


def test_a_port_in_use_is_told_before_anything_starts(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = guildhall("up", GUILDHALL_DATA=str(home), PORT=str(port))

    assert said.returncode == REFUSED
    assert f"port {port} cannot be used" in said.stderr
    assert f"PORT={port + 1}" in said.stderr
    assert not (home / "postgres").exists()


def test_somebody_elses_database_is_not_wiped(home: Path) -> None:
    address = "postgresql://owner@127.0.0.1:1/guildhall"

    said = guildhall("up", "--fresh", GUILDHALL_DATA=str(home), DATABASE_URL=address, PORT="0")

    assert said.returncode == REFUSED
    assert "only wipes the embedded database" in said.stderr


def test_a_database_without_schema_is_told_before_work_begins(home: Path, tmp_path: Path) -> None:
    said = guildhall("import", "ach", str(tmp_path / "some.ach"), GUILDHALL_DATA=str(home))

    assert said.returncode == REFUSED
    assert said.stderr == (
        "guildhall import: the database is not up to date: run `guildhall migrate` first\n"
    )
