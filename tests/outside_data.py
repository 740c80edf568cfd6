"""Where test data from outside lies; tests that need it skip, with the reason, where it is not."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared" / "data"


def outside_root() -> Path:
    """The folder named by GUILDHALL_TEST_DATA, else the one shared beside the project."""
    return Path(os.environ.get("GUILDHALL_TEST_DATA") or SHARED)


def has_outside(*parts: str) -> bool:
    return outside_root().joinpath(*parts).exists()


def outside(*parts: str) -> Path:
    """A file or folder of the outside data; skips the test when it is absent."""
    path = outside_root().joinpath(*parts)
    if not path.exists():
        pytest.skip(missing(*parts))
    return path


def needs_outside(*parts: str) -> pytest.MarkDecorator:
    """A mark for tests and modules that need outside data."""
    return pytest.mark.skipif(not has_outside(*parts), reason=missing(*parts))


def outside_rows(*parts: str) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated table; none when it is absent, so collecting never fails."""
    path = outside_root().joinpath(*parts)
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table, delimiter="\t")


def missing(*parts: str) -> str:
    return f"outside data {'/'.join(parts)} is not here; set GUILDHALL_TEST_DATA to its folder"
