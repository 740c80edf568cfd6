"""`make attack`: every attack at its full size, its results kept as a file, one line at the end."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.invariants.figures import fresh_seed
from tests.tenancy.attack_record import FILE, SHARE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "attack"
KEPT = FOLDER / "last.json"
PROBES_MIN = 6_000
ESCAPES = ("A1", "A3")
ARGUMENTS = (
    "-q", "-m", "attack", "-n", "2", "--dist", "load", "--maxschedchunk", "1",
    "-p", "no:cacheprovider",
)  # fmt: skip
HITS_SAID_MAX = 40
Told = dict[str, object]


def main(arguments: list[str]) -> int:
    """Run it, keep what came of it, and say it; 0 only when nothing leaked and enough was tried."""
    seed, started_at = fresh_seed(), datetime.now(UTC)
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = FOLDER / f"{started_at:%Y%m%dT%H%M%SZ}.jsonl"  # written as it goes: nothing gets lost
    os.environ |= {"GUILDHALL_TEST_SEED": str(seed), FILE: str(lines)}
    code = pytest.main([*ARGUMENTS, *(arguments or ["tests"])])
    told = [json.loads(line) for line in lines.read_text().splitlines()] if lines.exists() else []
    kept = results(told, seed=seed, started_at=started_at)
    KEPT.write_text(json.dumps(kept, indent=2) + "\n")
    _record_where_it_runs()
    escapes = sum(each["tried"] for each in told if each["row"] in ESCAPES)
    for line in [*rows_of(told), *hits_of(told)[:HITS_SAID_MAX]]:
        say(line)
    if escapes < PROBES_MIN:
        say(f"only {escapes:,} probes tried to reach another partner: {PROBES_MIN:,} are the least")
    say(f"{kept['probes']:,} probes, {kept['leaks']:,} leaks")
    return int(bool(code) or bool(kept["leaks"]) or escapes < PROBES_MIN)


def results(told: list[Told], *, seed: int, started_at: datetime) -> dict[str, object]:
    """What officers are shown: counts by kind, and how to do it again."""
    tried: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    covered: dict[str, object] = {}
    for each in told:
        kind = f"{each['row']} {each['what']}".strip()
        if SHARE < 1 and "of the matrix" not in kind:
            kind += f", {SHARE:.1%} of it"
        tried[kind] += int(str(each["tried"]))
        hits[kind] += int(str(each["hits"]))
        if each["covered"]:
            covered[kind] = each["covered"]
    return {
        "commit": commit(),
        "seed": seed,
        "share": SHARE,
        "started_at": started_at.isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "probes": tried.total(),
        "leaks": hits.total(),
        "kinds": [
            {"kind": kind, "probes": tried[kind], "leaks": hits[kind]} for kind in sorted(tried)
        ],
        "covered": covered,
        "found": hits_of(told),
    }


def rows_of(told: list[Told]) -> list[str]:
    """Counts of each row of the plan, in its order."""
    tried: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for each in told:
        tried[str(each["row"])] += int(str(each["tried"]))
        hits[str(each["row"])] += int(str(each["hits"]))
    in_order = sorted(tried, key=lambda row: (len(row), row))
    return [f"{row:<4} {tried[row]:>9,} probes {hits[row]:>5,} hits" for row in in_order]


def hits_of(told: list[Told]) -> list[str]:
    """Every hit with the attack that made it: who asked what with whose, and what came."""
    return [
        f"{each['row']} {each['what']}: {hit}"
        for each in told
        for hit in each["found"]  # type: ignore[attr-defined]
    ]


def commit() -> str:
    """The commit that was attacked, marked when files differ from it."""
    found = subprocess.run(
        ["git", "describe", "--always", "--abbrev=40", "--dirty=+changes"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "unknown"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _record_where_it_runs() -> None:
    """Into the installation of this machine, when one is open."""
    command = [sys.executable, "-m", "app.cli", "attack", "--record", str(KEPT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = done.stdout.strip() if done.returncode == 0 else "no installation is open here"
    say(f"results in {KEPT.relative_to(ROOT)}; {told}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
