"""T5: the same transfer through django-hordak, on the same server, with as many clients."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.crews import Crew, crew, doors
from bench.ground import ACCOUNTS, Ground
from bench.report import Report
from bench.rounds import Part, interleaved

PROJECT = Path(__file__).with_name("hordak")
ENVIRONMENT = Path("var/bench/hordak")
PROCESSES = 2
THREADS = 4
ROUNDS = 3
SECONDS = 3


def measure(site: Ground, report: Report) -> None:
    """One call of our function, and our door from Python, beside their transfer."""
    python = _environment()
    if python is None:
        report.note("T5 left out: the environment for django-hordak could not be made")
        return
    environment = {**os.environ, "HORDAK_URL": site.server.database("hordak")}
    command = [python, PROJECT / "transfers.py"]
    with crew(command, 1, environment=environment) as one:
        one.rate("transfer", threads=1, seconds=0)  # its schema is there before the others come
        with (
            crew(command, PROCESSES, environment=environment) as several,
            doors(site, PROCESSES) as ours,
            doors(site, 1) as our_one,
        ):
            _compare(site, report, {"hordak": (one, several), "ours": (our_one, ours)})


def _compare(site: Ground, report: Report, crews: dict[str, tuple[Crew, Crew]]) -> None:
    parts: dict[str, Part] = {}
    for whose, (one, several) in crews.items():
        work = "posting" if whose == "ours" else "transfer"
        parts[f"{whose}, 1 client"] = _part(one, work, 1)
        parts[f"{whose}, 8 clients"] = _part(several, work, THREADS)
    script = site.calls.spread(ACCOUNTS)
    for clients in (1, 8):
        name = f"pgbench, ours, {clients} client{'s' if clients > 1 else ''}"
        parts[name] = _pgbench(site, script, clients)
    found = interleaved(parts, rounds=ROUNDS)
    report.rates(found)
    for count in ("1 client", "8 clients"):
        ratio = found.ratio(f"ours, {count}", f"hordak, {count}")
        report.figure(f"our door from Python, of django-hordak, {count}", ratio, "")
        ratio = found.ratio(f"pgbench, ours, {count}", f"hordak, {count}")
        report.ratio("T5", f"one call, of django-hordak, {count}", ratio)


def _part(who: Crew, work: str, threads: int) -> Part:
    return lambda: who.rate(work, threads=threads, seconds=SECONDS)


def _pgbench(site: Ground, script: str, clients: int) -> Part:
    return lambda: site.pgbench(script, clients=clients, seconds=SECONDS)


def _environment() -> Path | None:
    """Its own Python packages, pinned and hashed; made when missing or out of date."""
    wanted = hashlib.sha256((PROJECT / "requirements.txt").read_bytes()).hexdigest()
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    install = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    for command in (
        [sys.executable, "-m", "venv", ENVIRONMENT],
        [python, *install, "-r", PROJECT / "requirements.txt"],
    ):
        if subprocess.run(command, check=False).returncode != 0:
            return None
    stamp.write_text(wanted)
    return python
