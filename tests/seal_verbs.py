"""Verbs of seals: close blocks, verify, export, and let the examiner's script judge."""

from __future__ import annotations

import contextlib
import io
import runpy
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import text

from app.banking.ledger.contradictions import PaperRoot
from app.banking.ledger.exporting import export_ledger
from app.banking.ledger.proof.keys import keys_from
from app.banking.ledger.verifying import verify
from app.config import Config
from app.kernel.ids import PartnerId
from app.storage.session import partner_reading
from app.workers.roots import root_days
from app.workers.sealer import seal_partner

if TYPE_CHECKING:
    from tests.world import World

DECIDED = text(
    "select coalesce(max(written_by) < guildhall.decided_below(), true) from ("
    "  select written_by from ledger_transaction where partner_id = :partner"
    "  union all select written_by from audit_record where partner_id = :partner"
    ") written"
)
DECIDED_SECONDS_MAX = 60
SCRIPT = Path(__file__).resolve().parents[1] / "tools" / "verify_ledger.py"
check = runpy.run_path(str(SCRIPT))["main"]


def seals(world: World, partner_id: PartnerId | None = None, *, patient: bool = True) -> int:
    """Seal everything that is decided; returns how many blocks that made."""
    if patient:
        once_decided(partner_id or world.partner_id)
    keys = keys_from(world.config.seal_keys)
    return seal_partner(partner_id or world.partner_id, keys)


def roots(world: World, *days: date, partners: Sequence[PartnerId] = ()) -> None:
    """Close these days as the worker does, once all that was written can be sealed with them."""
    partners = partners or (world.partner_id,)
    for partner_id in partners:
        once_decided(partner_id)
    root_days(world.config, partners, days or (world.now.date(),), now=world.now)


def once_decided(partner_id: PartnerId) -> None:
    """Wait until all that is written can be sealed: other tests of this server write as well."""
    patience = time.monotonic() + DECIDED_SECONDS_MAX
    while time.monotonic() < patience:
        with partner_reading(partner_id) as db:
            if db.scalar(DECIDED, {"partner": partner_id}):
                return
        time.sleep(0.02)
    raise AssertionError("a transaction of this server stayed open too long")


def faults(world: World, *paper: PaperRoot) -> list[str]:
    """What `guildhall verify` finds, told as it tells it."""
    with partner_reading(world.partner_id) as db:
        return [str(fault) for fault in verify(db, paper=paper).faults]


def exported(world: World, out: Path) -> Path:
    with partner_reading(world.partner_id) as db:
        export_ledger(db, out)
    return out


def judged(*arguments: object) -> tuple[int, str]:
    """The exit code of the examiner's script, and everything it said."""
    said = io.StringIO()
    said.reconfigure = lambda **_: None  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(said):
        code = check([str(each) for each in arguments])
    return code, said.getvalue()


@contextlib.contextmanager
def superuser(config: Config) -> Iterator[psycopg.Connection]:
    """Who may do anything to the rows: the one a proof is made against."""
    url = config.database.admin
    assert url is not None
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as db:
        yield db
