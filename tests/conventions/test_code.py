"""What can be checked is checked, not reviewed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "tenants", "themes", "reports", "migrations")
CROSSING = {
    "house_work": "a bank's own books and files",
    "bank_reading": "all partners of one bank, to read",
    "clock_reading": "due work of every partner",
    "auditing": "the money of every partner, to read",
    "session_for": "any role and scope",
}
CALLERS = {
    "app/banking/invariants/looking.py",  # the auditor's look at every partner's books
    "app/banking/lists/bank_assignments.py",  # names what officers look after at its partners
    "app/commands/allow_passwords.py",  # the operator names a host, and the host a partner
    "app/demo",
    "app/storage/session.py",
    "app/web/operator",
    "app/web/hosts.py",
    "app/web/work.py",
    "app/web/oversight/files/routes.py",  # a refused file is kept although the answer is a 422
    "app/workers",
    "app/sandbox/outside.py",
}
CLOCK = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
CLOCK_DOORS = ("app/storage/clock.py", "app/web", "app/workers", "app/commands", "app/demo")
FLOATS = re.compile(r"\bfloat\(")
STYLES = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|href=\"javascript:")
FORBIDDEN_NAMES = {"helpers.py", "utils.py", "common.py", "manager.py", "misc.py"}
UNRELATED = {"relationship"}


def sources() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def templates() -> Iterator[tuple[str, str]]:
    for folder in ("app", "reports"):
        for path in sorted((ROOT / folder).rglob("*.html")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_who_crosses_partners_is_on_the_list() -> None:
    found = {
        name
        for name, text in sources()
        for word in CROSSING
        if re.search(rf"\b{word}\(", text)
        and not any(name == caller or name.startswith(f"{caller}/") for caller in CALLERS)
    }
    assert found == set(), "crossing partners is loud, rare and counted: list the caller here"


def test_clocks_are_read_at_the_door() -> None:
    readers = [
        name for name, text in sources() if CLOCK.search(text) and not name.startswith(CLOCK_DOORS)
    ]
    assert readers == [], "take `now` (business) or `wall` as an argument"


def test_weasyprint_has_one_importer() -> None:
    importers = [
        name
        for name, text in sources()
        if re.search(r"^\s*(import|from) weasyprint", text, re.MULTILINE)
    ]
    assert importers in ([], ["reports/render.py"])


def test_money_never_meets_a_float() -> None:
    floats = [
        name
        for name, text in sources()
        if FLOATS.search(text)
        and name.startswith(("app/banking", "app/kernel", "app/rails"))
        and not name.startswith("app/banking/screening")  # a likeness of names is no money
    ]
    assert floats == []


def test_areas_do_not_relate_rows() -> None:
    for name, text in sources():
        imported = {
            alias.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        assert not imported & UNRELATED, f"{name}: no relationship(); one query per list"


def test_names_say_what_a_file_owns() -> None:
    assert [n for n, _ in sources() if Path(n).name in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize(("name", "text"), list(templates()), ids=[n for n, _ in templates()])
def test_templates_hold_no_inline_script_or_style(name: str, text: str) -> None:
    if name.startswith("reports/"):
        pytest.skip("a printed document has its style beside it, and no browser")
    assert STYLES.search(text) is None


def test_every_migration_says_whether_it_is_safe() -> None:
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        assert "Safe while the old code runs:" in path.read_text(encoding="utf-8"), path.name


def test_every_module_says_what_it_owns() -> None:
    silent = [
        name for name, text in sources() if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []
