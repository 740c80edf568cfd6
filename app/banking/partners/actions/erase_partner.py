"""Erase a partner's personal data: hand them over, destroy its keys, blank what names a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import column, delete, func, select, table, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.partners.erasure import BLANKED, KEPT, REMOVED
from app.banking.partners.exporting import export_partner
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.storage import crypto
from app.storage.owner import partner_tables
from app.storage.scope import current_scope

MONEY = table(
    "ledger_account",
    *map(column, ("partner_id", "customer_id", "current_minor", "held_minor")),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was handed over, and what became of the rows by table."""

    exported: Mapping[str, int]
    sha256: str
    keys: int
    blanked: Mapping[str, int]
    removed: Mapping[str, int]


def erase_partner(db: Session, out: Path, *, reason: str, actor: Actor, now: datetime) -> Erased:
    """In the owner's session of the partner; what is exported to `out` is gone or unreadable after.

    Books, papers and sealed records stay: they are held by law, see `erasure.KEPT`. Raises
    Refused while customers have money here, and for a table that nobody has decided about.
    """
    partner_id = current_scope(db).partner_id
    tables = partner_tables(db)
    _refuse_early(db, tables)
    exported = export_partner(db, out, tables, now=now)
    keys = crypto.destroy_keys(db)
    blanked = {name: _blank(db, name) for name in BLANKED}
    removed = {name: _remove(db, name) for name in REMOVED}
    record(
        db,
        actor,
        "partner.erased",
        subject=("partner", partner_id),
        now=now,
        reason=reason,
        keys=keys,
        exported=sum(exported.rows.values()),
        sha256=exported.sha256,
        blanked=sum(blanked.values()),
        removed=sum(removed.values()),
    )
    return Erased(exported.rows, exported.sha256, keys, blanked, removed)


def _refuse_early(db: Session, tables: list[str]) -> None:
    undecided = sorted(set(tables) ^ {*REMOVED, *BLANKED, *KEPT})
    if undecided:
        raise Refused(
            "undecided_tables",
            f"Nobody has decided what becomes of {', '.join(undecided)}.",
            next_step="Name each table in app/banking/partners/erasure.py.",
        )
    with_money = db.scalar(
        select(func.count())
        .select_from(MONEY)
        .where(
            MONEY.c.partner_id == current_scope(db).partner_id,
            MONEY.c.customer_id.is_not(None),
            (MONEY.c.current_minor != 0) | (MONEY.c.held_minor != 0),
        )
    )
    if with_money:
        raise Refused(
            "money_left",
            f"{with_money} accounts still hold money of the partner's customers.",
            next_step="Pay it out first.",
        )


def _blank(db: Session, name: str) -> int:
    values = BLANKED[name]
    rows = table(name, column("partner_id"), *map(column, values))
    owned = rows.c.partner_id == current_scope(db).partner_id
    return _count(db.execute(update(rows).where(owned).values(values)))


def _remove(db: Session, name: str) -> int:
    rows = table(name, column("partner_id"))
    return _count(db.execute(delete(rows).where(rows.c.partner_id == current_scope(db).partner_id)))


def _count(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
