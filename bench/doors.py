"""T2: from Python under row-level security, as the doors run it, beside pgbench."""

from bench.batches import batch_part
from bench.crews import Crew, doors
from bench.ground import ACCOUNTS, Ground
from bench.report import Report
from bench.rounds import Part, interleaved

CLIENTS = 8
PROCESSES = 2
THREADS = CLIENTS // PROCESSES
ROUNDS = 5
SECONDS = 3
ACTION_GOAL = 0.35
BULK_GOAL = 0.60
PGBENCH = f"pgbench, post, {CLIENTS} clients"
ACTION = f"action, {PROCESSES} processes x {THREADS} threads"


def measure(site: Ground, report: Report) -> None:
    with doors(site, PROCESSES) as several, doors(site, 1) as one:
        _actions(site, report, several, one)
        if site.calls.batch is not None:
            _bulk(site, report, one)


def action_parts(site: Ground, several: Crew) -> dict[str, Part]:
    """An action with its audit record and outbox row, and the function it calls."""
    post = site.calls.spread(ACCOUNTS)
    return {
        PGBENCH: lambda: site.pgbench(post, clients=CLIENTS, seconds=SECONDS),
        ACTION: lambda: several.rate("action", threads=THREADS, seconds=SECONDS),
    }


def _actions(site: Ground, report: Report, several: Crew, one: Crew) -> None:
    alone = f"posting alone, {PROCESSES} processes x {THREADS} threads"
    parts = action_parts(site, several) | {
        "action, 1 process x 8 threads": lambda: one.rate("action", threads=8, seconds=SECONDS),
        "action, 1 process x 1 thread": lambda: one.rate("action", threads=1, seconds=SECONDS),
        alone: lambda: several.rate("posting", threads=THREADS, seconds=SECONDS),
    }
    found = interleaved(parts, rounds=ROUNDS)
    report.rates(found)
    for name in found.values:
        if name not in {PGBENCH, ACTION}:
            report.figure(f"of pgbench: {name}", found.ratio(name, PGBENCH), "")
    report.ratio("T2", "action, of pgbench", found.ratio(ACTION, PGBENCH), goal=ACTION_GOAL)


def _bulk(site: Ground, report: Report, one: Crew) -> None:
    pgbench, door = "pgbench, batches, 1 client", "bulk door, 1 thread"
    found = interleaved(
        {
            pgbench: batch_part(site, 1),
            door: lambda: one.rate("bulk", threads=1, seconds=SECONDS),
        },
        rounds=ROUNDS,
    )
    report.rates(found)
    ratio = found.ratio(door, pgbench)
    report.ratio("T2", "bulk door, of pgbench's batches", ratio, goal=BULK_GOAL)
