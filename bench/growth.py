"""T6: reads of an account with ten, a hundred and a thousand times ten thousand entries."""

import json
import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.banking.ledger.actions.seal import seal
from app.banking.ledger.balances import balance_as_of
from app.banking.ledger.proof.keys import keys_from
from app.banking.ledger.queries import balance_of, entry_page
from app.config import Config
from app.kernel.ids import LedgerAccountId
from app.storage.clock import wall_now
from app.storage.session import partner_work
from bench.ground import Ground
from bench.loader import DAYS, Load, day_of, fill
from bench.people import opened_account
from bench.report import Report

SIZES = (10_000, 100_000, 1_000_000)
FULL_SIZES = (*SIZES, 10_000_000)
ROUNDS = 25
PAGE = 25
Read = Callable[[Session, LedgerAccountId], object]
READS: dict[str, Read] = {
    "current balance": balance_of,
    "balance as of a day": lambda db, account: balance_as_of(db, account, on=day_of(DAYS // 2)),
    "ledger page": lambda db, account: entry_page(db, account, limit=PAGE),
}


@dataclass
class Seen:
    """The statements of a read, as the driver got them."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def watch(self, db: Session) -> None:
        event.listen(db.connection(), "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *rest: Any) -> None:
        self.statements.append((statement, rest[0]))


def measure(site: Ground, report: Report) -> None:
    """Database time is what the server says in EXPLAIN ANALYZE, all statements of a read summed."""
    sizes = FULL_SIZES if os.environ.get("FULL", "0") not in {"", "0"} else SIZES
    accounts = _filled(site, report, sizes)
    for kind in ("guarded", "pooled"):
        for name, read in READS.items():
            of_kind = {size: accounts[kind, size] for size in sizes}
            _compare(site, report, f"{name}, {kind}", read, of_kind)


def _filled(
    site: Ground, report: Report, sizes: tuple[int, ...]
) -> dict[tuple[str, int], LedgerAccountId]:
    """A guarded and a pooled account of each size, sealed, with a day balance for each day."""
    partner_id, found = site.books.partner_id, {}
    for size in sizes:
        with partner_work(partner_id) as db:
            guarded = opened_account(db, f"guarded {size}")
            pooled = opened_account(db, f"pooled {size}", is_pooled=True)
        load = Load(f"'{pooled}'::uuid", f"'{guarded}'::uuid", size)
        fill(partner_id, site.calls, load)
        found |= {("guarded", size): guarded, ("pooled", size): pooled}
    keys = keys_from(Config.from_env(site.environment()).seal_keys)
    sealed = True
    while sealed:
        with partner_work(partner_id) as db:
            sealed = seal(db, keys=keys, wall=wall_now()) is not None
    for number in range(DAYS):
        with partner_work(partner_id) as db:
            db.execute(
                text("select guildhall.snapshot_day(:partner, :day)"),
                {"partner": partner_id, "day": day_of(number)},
            )
    with site.as_admin() as db:
        db.exec_driver_sql("vacuum analyze")
    report.note(f"filled with {sum(sizes):,} postings, sealed, {DAYS} days closed")
    return found


def _compare(
    site: Ground, report: Report, name: str, read: Read, accounts: dict[int, LedgerAccountId]
) -> None:
    times: dict[int, list[float]] = {size: [] for size in accounts}
    queries: dict[int, int] = {}
    for _ in range(ROUNDS):
        for size, account in accounts.items():
            milliseconds, count = _read(site, read, account)
            times[size].append(milliseconds)
            queries[size] = count
    medians = {size: statistics.median(found) for size, found in times.items()}
    for size, median in medians.items():
        report.figure(f"{name}, {size:,} entries, {queries[size]} queries", median, " ms")
    for smaller, larger in zip(accounts, list(accounts)[1:], strict=False):
        growth = medians[larger] / medians[smaller]
        report.ratio("T6", f"{name}, {smaller:,} to {larger:,}", growth)
    if len(set(queries.values())) > 1:
        report.ratio("T6", f"{name}: not the same number of queries", float("inf"))


def _read(site: Ground, read: Read, account: LedgerAccountId) -> tuple[float, int]:
    seen = Seen()
    with partner_work(site.books.partner_id) as db:
        seen.watch(db)
        read(db, account)
    with partner_work(site.books.partner_id) as db:
        cursor = db.connection().connection.cursor()
        spent = 0.0
        for statement, parameters in seen.statements:
            cursor.execute(f"explain (analyze, timing off, format json) {statement}", parameters)
            plan = cursor.fetchone()[0]
            spent += (json.loads(plan) if isinstance(plan, str) else plan)[0]["Execution Time"]
    return spent, len(seen.statements)
