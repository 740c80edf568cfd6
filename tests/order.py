"""Which files of tests begin a run, so that it ends early.

A file goes to one worker. What takes longest comes first, or it is still running when all else is
done; and so does what looks at a worker's whole database, which grows with every test before it.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FIRST = (
    # These look at every partner there is.
    "machine/test_proving.py",
    "tenancy/test_escape.py",
    "tenancy/test_escape_alone.py",
    "tenancy/test_markup.py",
    "workers/test_sealer.py",
    "banking/test_data_keys.py",
    "banking/test_intake_sources.py",
    "banking/test_statements_work.py",
    "workers",
    # These take long by themselves: processes, browsers, half a year of a bank.
    "invariants/test_crash_points.py",
    "invariants/test_doomed_processes.py",
    "machine",
    "journeys",
    "invariants",
    "demo",
    "tenancy",
)


def put_in_order(items: list[pytest.Item]) -> None:
    """Within a file, and among all others, the order stays as it is."""
    places = {path: _place(path) for path in {item.path for item in items}}
    items.sort(key=lambda item: places[item.path])


def _place(path: Path) -> int:
    inside = path.relative_to(TESTS).as_posix() if path.is_relative_to(TESTS) else ""
    for number, name in enumerate(FIRST):
        if inside == name or inside.startswith(f"{name}/"):
            return number
    return len(FIRST)
