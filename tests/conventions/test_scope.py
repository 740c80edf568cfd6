"""Scopes are set in one place, statements are bound, and nothing commits by itself."""

import re

import pytest

from app.config import Config
from app.storage.session import engine
from tests.conventions.test_code import sources

# What the database cannot be asked; each pattern with the files that may hold it, and why.
BANNED = {
    r"(?i)set_config\s*\(": {},
    r"(?i)\bset\s+(session\s+)?guildhall\.": {},
    r"(?i)\bset\s+local\s+guildhall\.": {
        "app/storage/scope.py": "the one hook",
        "app/storage/pitfall_queries.py": "sets it to nothing, to see that nobody is found",
    },
    r"(?i)autocommit": {
        "app/storage/embedded/postgres.py": "an administrator makes databases outside transactions",
    },
    r"(?i)\b(set|reset)\s+(session\s+authorization|role)\b": {
        "app/storage/migrate.py": "an administrator becomes the owner, who is less",
        "app/supervise/demo.py": "as above, to look whether a demo is there",
        "app/supervise/schema.py": "as above, to look which schema is there",
    },
    r"(?i)\brow_security\b": {
        "app/storage/pitfalls.py": "its name",
        "app/storage/pitfall_queries.py": "looks for it",
    },
    r"(?i)[\"'(]copy\s+\w+.*\b(from|to)\s+(stdin|stdout|program|')|\.copy\(\s*[\"']copy": {},
    # The linter finds statements made of values (S608); silencing it needs a reason here.
    r"noqa:.*\bS608\b": {"app/banking/ledger/sealed_lines.py": "constants of that file"},
    r"filters_off": {"app/storage/scope.py": "a test's way to prove the other wall"},
}
PLANTED = (
    "db.execute(text(\"select set_config('guildhall.partner', :p, false)\"))",
    "db.execute(text('SET guildhall.partner = 1'))",
    "db.execute(text('set local guildhall.partner = 1'))",
    'create_engine(url, isolation_level="AUTOCOMMIT")',
    "db.execute(text('set role guildhall_owner'))",
    "db.execute(text('set row_security = off'))",
    "cursor.copy('copy customer from stdin')",
    "db.execute(text(f'select {x}'))  # noqa: S608",
    'db.info["filters_off"] = True',
)


def faults_in(name: str, text: str) -> list[str]:
    """The patterns that a file holds and may not."""
    return [
        pattern
        for pattern, allowed in BANNED.items()
        if not any(name == each or name.startswith(f"{each}/") for each in allowed)
        and re.search(pattern, text)
    ]


def test_no_code_sets_a_scope_or_leaves_its_transaction() -> None:
    found = {name: faults for name, text in sources() if (faults := faults_in(name, text))}
    assert found == {}, "open the session with partner_work(); bind what is not a constant"


def test_each_pattern_sees_what_is_planted() -> None:
    seen = {pattern for planted in PLANTED for pattern in faults_in("app/web/stray.py", planted)}
    assert seen == set(BANNED)
    assert [planted for planted in PLANTED if not faults_in("app/web/stray.py", planted)] == []


@pytest.mark.parametrize("role", ["app", "portal", "bank", "clock", "auditor"])
def test_no_engine_commits_by_itself(installation: Config, role: str) -> None:
    with engine(role).connect() as connection:
        assert connection.get_isolation_level() != "AUTOCOMMIT"
        assert connection.exec_driver_sql("show transaction_isolation").scalar()
        assert connection.in_transaction()
