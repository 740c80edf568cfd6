"""T7: list pages of the console with row-level security, beside the same pages without it.

How much of a page's processor time is its rendering, `rendered` tells.
The same database and process, in turns: once as the app's own role, once as the superuser, whom no
policy binds. The code's filters and everything else stay as they are.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection, Engine, text

from app.config import DEVELOPMENT_SECRET, Config
from app.factory import create_app
from app.storage import session as sessions
from app.workers.vetting import use_vetting
from bench import rendered
from bench.ground import Ground
from bench.report import Report
from bench.rounds import interleaved
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

FULL = ("/payments", "/customers")  # whose tables are filled: a page has all the rows it may have
PATHS = (*FULL, "/accounts", "/ledger", "/ledger/holds")
ROWS = 10_000
ROUNDS = 30
LOOKS = 4
# Columns that a copied row must have of its own.
FRESH = {
    "id": "gen_random_uuid()",
    "idempotency_key": "gen_random_uuid()::text",
    "trace_number": "null",
    "tax_id_index": "decode(replace(gen_random_uuid()::text, '-', ''), 'hex')",
}


def measure(site: Ground, report: Report) -> None:
    """The worst page counts; each round asks every page both ways."""
    copy = site.copied("pages")
    config = Config.from_env({**copy.environment(), "GUILDHALL_ENV": "development"})
    application = create_app(config)
    use_vetting(config)
    world = World.open(config)
    for other in (world, world.juniper):
        other.ada.is_given("900.00")
        other.ada.sends_ach("$12.00")
    with copy.as_admin() as db:
        for partner in (world, world.juniper):
            for table in ("payment", "customer"):
                _copy_rows(db, table, partner.partner_id)
        db.execute(text("vacuum analyze"))
    visitor = sign_in_staff(application, world)
    assert DEVELOPMENT_SECRET
    bypassing = sessions.make_engine(copy.admin_url)
    parts: dict[str, Callable[[], float]] = {}
    for path in PATHS:
        parts[path] = partial(_looked, visitor, path)
        parts[f"{path} without policies"] = partial(_without, bypassing, visitor, path)
    found = interleaved(parts, rounds=ROUNDS)
    for path in PATHS:
        report.figure(f"{path} with policies", found.median(path) * 1000, " ms")
        report.ratio("T7", path, found.ratio(path, f"{path} without policies"))
    bypassing.dispose()
    rendered.measure(visitor, FULL, report)
    sessions.disconnect()
    copy.dropped()


def _looked(visitor: Visitor, path: str) -> float:
    begun = time.perf_counter()
    for _ in range(LOOKS):
        answer = visitor.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - begun) / LOOKS


def _without(bypassing: Engine, visitor: Visitor, path: str) -> float:
    with _app_engine(bypassing):
        return _looked(visitor, path)


@contextmanager
def _app_engine(engine: Engine) -> Iterator[None]:
    own = sessions._engines["app"]  # noqa: SLF001 -- the wall is taken away on purpose
    sessions._engines["app"] = engine  # noqa: SLF001
    try:
        yield
    finally:
        sessions._engines["app"] = own  # noqa: SLF001


def _copy_rows(db: Connection, table: str, partner_id: object) -> None:
    """One row of the partner many times over, each with an id and keys of its own."""
    columns = db.scalars(
        text(
            "select attname from pg_attribute where attrelid = cast(:table as regclass) "
            "and attnum > 0 and not attisdropped and attgenerated = ''"
        ),
        {"table": table},
    ).all()
    values = ", ".join(FRESH.get(name, f"one.{name}") for name in columns)
    names = ", ".join(columns)
    db.execute(
        text(
            f"insert into {table} ({names}) select {values} from "
            f"(select * from {table} where partner_id = :partner limit 1) one, "
            f"generate_series(1, {ROWS})"
        ),
        {"partner": partner_id},
    )
