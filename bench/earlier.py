"""The same two measurements on an earlier revision, in the same run: now beside before.

REV names it, the commit before by default. It runs on a server of its own, from a checkout in a
temporary folder with this bench in it; the ledger's calls are found in its own catalogue.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.crews import Crew, crew, doors
from bench.doors import ACTION, CLIENTS, PGBENCH, PROCESSES, SECONDS, action_parts
from bench.floor import floor_script
from bench.ground import ACCOUNTS, Ground, ground
from bench.report import Report
from bench.rounds import Part, interleaved

ROOT = Path(__file__).resolve().parents[1]
FLOOR = f"bare floor, {CLIENTS} clients"
ROUNDS = 5


def measure(site: Ground, report: Report) -> None:
    """What T1 and T2 compare, now and before."""
    name = os.environ.get("REV", "HEAD~1")
    revision = git("rev-parse", "--short", "--verify", f"{name}^{{commit}}")
    if revision is None:
        report.note(f"no comparison with {name}: there is no such revision in the git history here")
        return
    with checked_out(revision) as folder, _server_of(folder) as before:
        if not _answers(before):
            report.note(f"no comparison with {revision}: this bench does not fit its code")
            return
        with doors(site, PROCESSES) as several:
            _compare(site, report, revision, before, several)


def parts_of(site: Ground, several: Crew) -> dict[str, Part]:
    floor = floor_script(ACCOUNTS)
    return {
        FLOOR: lambda: site.pgbench(floor, clients=CLIENTS, seconds=SECONDS),
        **action_parts(site, several),
    }


def _compare(site: Ground, report: Report, revision: str, before: Crew, several: Crew) -> None:
    parts: dict[str, Part] = {}
    for name, part in parts_of(site, several).items():
        parts[f"{name}, now"] = part
        parts[f"{name}, {revision}"] = _part(before, name)
    found = interleaved(parts, rounds=ROUNDS)
    report.rates(found)
    for name in (PGBENCH, ACTION):
        ratio = found.ratio(f"{name}, now", f"{name}, {revision}")
        report.figure(f"now / {revision}: {name}", ratio, "")


def _part(before: Crew, name: str) -> Part:
    return lambda: before.rate(name, threads=1, seconds=SECONDS)


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """The revision's code with this bench in it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "checkout"
        git("worktree", "add", "--detach", "--quiet", str(folder), revision)
        try:
            shutil.rmtree(folder / "bench", ignore_errors=True)
            shutil.copytree(ROOT / "bench", folder / "bench")
            yield folder
        finally:
            git("worktree", "remove", "--force", str(folder))


@contextmanager
def _server_of(folder: Path) -> Iterator[Crew]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "bench.earlier"]
    with crew(command, 1, environment=environment, folder=folder) as process:
        yield process


def _answers(before: Crew) -> bool:
    try:
        before.rate(FLOOR, threads=1, seconds=0)
    except (RuntimeError, BrokenPipeError):
        return False
    return True


def git(*arguments: str) -> str | None:
    """What git says, or None when it does not know."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def main() -> int:
    """On the earlier revision: measure a part each time a line names it."""
    with ground() as site, doors(site, PROCESSES) as several:
        parts = parts_of(site, several)
        for line in sys.stdin:
            print(json.dumps(parts[json.loads(line)["work"]]()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
