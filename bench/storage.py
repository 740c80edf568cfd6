"""T9: what a posting weighs, in the write-ahead log and on disk, single and in batches."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from bench.calls import BATCH
from bench.ground import ACCOUNTS, Ground
from bench.report import Report

POSTINGS = 200_000
CLIENTS = 8
WAL_GOAL = 6.0
STORED_GOAL = 0.7
TABLES = ("ledger_transaction", "entry")


@dataclass(frozen=True)
class Weight:
    """Bytes so far."""

    wal: int
    stored: int


def measure(site: Ground, report: Report) -> None:
    """Each way of posting on its own, from a checkpoint on, as the embedded server is set."""
    with site.as_admin() as db:
        for setting in ("wal_compression", "full_page_writes", "checkpoint_timeout"):
            report.note(f"{setting} = {db.scalar(text(f'show {setting}'))}")
    each = str(POSTINGS // CLIENTS)
    _weigh(site, report, "singles", site.calls.spread(ACCOUNTS), each)
    if site.calls.batch is not None:
        calls = str(POSTINGS // CLIENTS // BATCH)
        _weigh(site, report, "batches", site.calls.spread_batch(ACCOUNTS), calls)


def _weigh(site: Ground, report: Report, name: str, script: str, calls: str) -> None:
    with site.as_admin() as db:
        before, rows = _weight(db), _transactions(db)
        site.run(script, clients=CLIENTS, length=("-t", calls))
        wal = _wal(db) - before.wal
        after, posted = _weight(db), _transactions(db) - rows
    stored = after.stored - before.stored
    report.figure(f"postings weighed, {name}", posted, "")
    report.ratio("T9", f"WAL a posting, {name}", wal / posted / 1000, goal=WAL_GOAL)
    report.ratio("T9", f"stored a posting, {name}", stored / posted / 1000, goal=STORED_GOAL)
    if name == "singles":
        _tell_parts(site, report)


def _tell_parts(site: Ground, report: Report) -> None:
    """Where the bytes are: each table without its indexes, then each index."""
    with site.as_admin() as db:
        whole = _transactions(db)
        rows = db.execute(
            text(
                "select c.relname, pg_relation_size(c.oid) from pg_class c "
                "left join pg_index i on i.indexrelid = c.oid "
                "where coalesce(i.indrelid, c.oid)::regclass::text = any(:tables) order by 2 desc"
            ),
            {"tables": list(TABLES)},
        ).all()
    for relation, size in rows:
        report.figure(f"a posting in {relation}", size / whole, " B")


def _weight(db: Connection) -> Weight:
    """After a vacuum and a checkpoint, so that nothing of before is counted later."""
    for table in TABLES:
        db.exec_driver_sql(f"vacuum {table}")
    db.exec_driver_sql("checkpoint")
    stored = sum(
        int(db.scalar(text("select pg_total_relation_size(cast(:name as regclass))"), {"name": t}))
        for t in TABLES
    )
    return Weight(_wal(db), stored)


def _wal(db: Connection) -> int:
    return int(db.scalar(text("select pg_current_wal_lsn() - '0/0'::pg_lsn")) or 0)


def _transactions(db: Connection) -> int:
    return int(db.scalar(text("select count(*) from ledger_transaction")) or 0)
