"""T4: many postings a call, beside one a call; and nobody waits for each other in a ring."""

from sqlalchemy import text

from bench.calls import BATCH
from bench.ground import ACCOUNTS, Ground
from bench.report import Report
from bench.rounds import Part, interleaved

CLIENTS = 8
FEW_CLIENTS = 2  # as many as there are processors: a batch keeps one busy
ROUNDS = 5
SECONDS = 3


def measure(site: Ground, report: Report) -> None:
    if site.calls.batch is None:
        report.note("T4 left out: this revision has no batch function")
        return
    before = deadlocks(site)
    singles, batches = f"post, {CLIENTS} clients", f"batches, {CLIENTS} clients"
    few = f"batches, {FEW_CLIENTS} clients"
    single = site.calls.spread(ACCOUNTS)
    parts: dict[str, Part] = {
        singles: lambda: site.pgbench(single, clients=CLIENTS, seconds=SECONDS),
        batches: batch_part(site, CLIENTS),
        few: batch_part(site, FEW_CLIENTS),
        "batches, 1 client": batch_part(site, 1),
    }
    found = interleaved(parts, rounds=ROUNDS)
    report.rates(found)
    report.figure(f"of singles: {batches}", found.ratio(batches, singles), "")
    report.ratio("T4", f"{few}, {BATCH} each, of singles", found.ratio(few, singles))
    deadlocked = deadlocks(site) - before
    report.figure("deadlocks", deadlocked, "")
    if deadlocked:
        report.ratio("T4", "without a deadlock", 0.0)


def batch_part(site: Ground, clients: int, *, seconds: int = SECONDS) -> Part:
    """Postings a second, `BATCH` of them a call."""
    script = site.calls.spread_batch(ACCOUNTS)
    return lambda: site.pgbench(script, clients=clients, seconds=seconds) * BATCH


def deadlocks(site: Ground) -> int:
    with site.as_admin() as db:
        found = db.scalar(
            text("select deadlocks from pg_stat_database where datname = current_database()")
        )
    return int(found or 0)
