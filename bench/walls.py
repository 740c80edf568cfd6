"""What each wall of the posting function costs: the same function without it, side by side."""

from dataclasses import dataclass, replace

from sqlalchemy import text

from bench.floor import floor_script
from bench.ground import ACCOUNTS, Ground, Run
from bench.report import Report

CLIENTS = 8
ROUNDS = 6
SECONDS = 2
TABLES = ("ledger_account", "ledger_transaction", "entry")
FUNCTION = (
    "(select oid::regprocedure::text from pg_proc where proname = 'post' "
    "and pronamespace = 'guildhall'::regnamespace)"
)


@dataclass(frozen=True)
class Wall:
    """A name, and the SQL that takes it away; run by the superuser in a copy of the ground."""

    name: str
    without: str


def _each(tables: tuple[str, ...], statement: str) -> str:
    return "; ".join(statement.format(table=table) for table in tables)


def _function(change: str) -> str:
    return f"do $do$ begin execute 'alter function ' || {FUNCTION} || ' {change}'; end $do$"


def _indexes(table: str, pattern: str) -> str:
    """Drop the plain indexes of a table whose definition is like the pattern."""
    return (
        "do $do$ declare i text; begin for i in select indexrelid::regclass::text from pg_index "
        f"where indrelid = '{table}'::regclass and not indisunique "
        f"and pg_get_indexdef(indexrelid) like '%{pattern}%' "
        "loop execute 'drop index ' || i; end loop; end $do$"
    )


DOMAINS = (
    "do $do$ declare c record; begin for c in select contypid::regtype as domain, conname "
    "from pg_constraint where contypid <> 0 and contype = 'c' "
    "and connamespace = 'public'::regnamespace loop "
    "execute format('alter domain %s drop constraint %I', c.domain, c.conname); end loop; end $do$"
)
WALLS = (
    Wall("row-level security", _each(TABLES, "alter table {table} disable row level security")),
    Wall(
        "security definer",
        _function("security invoker")
        + "; grant select, insert, update on all tables in schema public to guildhall_app"
        "; grant execute on all functions in schema guildhall to guildhall_app",
    ),
    Wall("set search_path", _function("reset search_path")),
    Wall("conditions of the domains", DOMAINS),
    Wall("index by subject", _indexes("ledger_transaction", "subject_id")),
    Wall("index by written_by", _indexes("ledger_transaction", "written_by")),
    Wall("index of entries by transaction", _indexes("entry", "(partner_id, transaction_id)")),
)


def measure(site: Ground, report: Report) -> None:
    """Rates, processor time of the server, and what is gained without each wall."""
    script = site.calls.spread(ACCOUNTS)
    copies = [site.copied(f"without_{n}") for n, _ in enumerate(WALLS)]
    for wall, copy in zip(WALLS, copies, strict=True):
        with copy.as_admin() as db:
            db.execute(text(wall.without))
    runs: dict[str, list[Run]] = {}
    for _ in range(ROUNDS):
        _run(runs, "bare floor", site, floor_script(ACCOUNTS))
        _run(runs, "post", site, script)
        for wall, copy in zip(WALLS, copies, strict=True):
            _run(runs, f"without {wall.name}", copy, script)
    for copy in copies:
        copy.dropped()
    _tell(runs, report)


def _run(runs: dict[str, list[Run]], name: str, site: Ground, script: str) -> None:
    found = site.run(script, clients=CLIENTS, length=("-T", str(SECONDS)))
    runs.setdefault(name, []).append(found)


def _tell(runs: dict[str, list[Run]], report: Report) -> None:
    """The least disturbed round of each; other work of the machine only ever adds."""
    best = {
        name: replace(
            max(found, key=lambda run: run.rate),
            server_seconds=min(run.microseconds for run in found)
            * max(found, key=lambda run: run.rate).done
            / 1e6,
        )
        for name, found in runs.items()
    }
    floor, post = best["bare floor"], best["post"]
    report.note(f"{'':34}{'/s':>8}{'of floor':>10}{'server us':>11}{'gain us':>9}")
    for name, run in best.items():
        gain = post.microseconds - run.microseconds
        report.note(
            f"{name:34}{run.rate:8,.0f}{run.rate / floor.rate:10.2f}"
            f"{run.microseconds:11.0f}{gain:9.0f}"
        )
        report.figures.append((f"server time: {name}", run.microseconds, " us"))
