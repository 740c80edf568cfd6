"""docs/security/asvs.csv: what is said to be met, beside the tests that ran.

After a whole run a row that says `met` and whose test did not pass in it fails the run.
"""

import ast
import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "security" / "asvs.csv"
STATUSES = ("met", "not met", "not applicable", "operator")
CHAPTERS = {
    "V3": "web front end",
    "V6": "authentication",
    "V7": "sessions",
    "V8": "authorization",
    "V14": "data protection",
    "V16": "logging and errors",
}


@dataclass(frozen=True)
class Row:
    """One requirement: how it stands, and what shows it (tests and sections, by semicolons)."""

    id: str
    level: str
    chapter: str
    status: str
    test: str
    note: str

    @property
    def proofs(self) -> list[str]:
        return [part.strip() for part in self.test.split(";") if part.strip()]

    @property
    def tests(self) -> list[str]:
        return [proof for proof in self.proofs if "::" in proof]


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as table:
        return [Row(**each) for each in csv.DictReader(table)]


def counts() -> list[str]:
    """One line a chapter."""
    found = Counter((row.chapter, row.status) for row in rows())
    return [
        f"ASVS {chapter} {name}: "
        + ", ".join(f"{found[chapter, status]} {status}" for status in STATUSES)
        for chapter, name in CHAPTERS.items()
    ]


@cache
def _names_in(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def missing(proof: str) -> bool:
    """Whether a named test or section is not there."""
    place, _, name = proof.partition("::")
    if name:
        return name not in _names_in(ROOT / place)
    place, _, anchor = proof.partition("#")
    if not (ROOT / place).is_file():
        return True
    text = (ROOT / place).read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return bool(anchor) and anchor not in {re.sub(r"[^a-z0-9]+", "-", t.lower()) for t in titles}


class RanHere:
    """The plugin: remembers what passed, and judges at the end of a whole run."""

    def __init__(self, usual: str) -> None:
        self._usual = usual
        self._passed: set[str] = set()
        self._not_passed: set[str] = set()
        self.unproven: list[str] = []
        self._was_whole = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("[")[0]
        if report.when == "call" and report.passed:
            self._passed.add(name)
        elif report.failed or report.skipped:
            self._not_passed.add(name)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._was_whole = self._is_whole(session)
        if self._was_whole:
            self.unproven = self.judge(rows())
            if self.unproven and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def judge(self, table: list[Row]) -> list[str]:
        """Each met row whose test did not run, or did not pass, in words."""
        return [
            f"{row.id} says met, and {test} "
            + ("did not pass" if test in self._not_passed else "did not run")
            for row in table
            if row.status == "met"
            for test in row.tests
            if test not in self._passed or test in self._not_passed
        ]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.unproven:
            terminalreporter.write_line(line, red=True)
        if self._was_whole:
            for line in counts():
                terminalreporter.write_line(line)

    def _is_whole(self, session: pytest.Session) -> bool:
        """Every test that a plain run has: no file, no word, no mark, nothing cut short."""
        option, source = session.config.option, session.config.args_source
        return (
            source == pytest.Config.ArgsSource.TESTPATHS
            and not option.keyword
            and option.markexpr in (self._usual, "")
            and not getattr(option, "collectonly", False)
            and not session.shouldstop
            and not getattr(option, "lf", False)
        )


def usual_marks(config: pytest.Config) -> str:
    """The marks of a plain run, as pyproject.toml has them."""
    words = " ".join(config.getini("addopts"))
    found = re.search(r"-m '?([^']+)'?", words)
    return found[1].strip() if found else ""
