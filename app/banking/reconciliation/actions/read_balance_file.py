"""Read the bank's daily balance file: stored once per day and account, refused unless whole."""

import hashlib
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.reconciliation.actions.open_break import Finding, open_break
from app.banking.reconciliation.actions.resolve_breaks import resolve_breaks
from app.banking.reconciliation.rules import BalanceFile, read_balances
from app.banking.reconciliation.tables import BankBalanceRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import new_id
from app.storage.scope import current_scope

BREAK_KIND = "balance_file"


def read_balance_file(
    db: Session, *, name: str, content: bytes, actor: Actor, now: datetime
) -> date | None:
    """Store a whole file's balances and return its day; None when nothing new was stored.

    A file that is not whole, or contradicts one read before, opens a break instead.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        file = read_balances(content)
    except Refused as refusal:
        _refuse(db, name, sha256, refusal.message, actor=actor, now=now)
        return None
    first = _first_file(db, file.business_on)
    if first == sha256:
        return None
    if first is not None:
        _refuse(db, name, sha256, _contradiction(file), actor=actor, now=now)
        return None
    _store(db, file, name=name, sha256=sha256, now=now)
    resolve_breaks(
        db,
        about=f"{name} ",
        kinds=(BREAK_KIND,),
        because=lambda _kind, _subject: "A whole file of the same name came later.",
        actor=actor,
        now=now,
    )
    record(
        db,
        actor,
        "balance_file.read",
        subject=("bank", current_scope(db).bank_id),
        now=now,
        name=name,
        sha256=sha256,
        business_on=file.business_on.isoformat(),
        accounts=len(file.balances),
    )
    return file.business_on


def _contradiction(file: BalanceFile) -> str:
    return (
        f"A second file for {file.business_on.isoformat()} differs from the one already read; "
        "the first one counts."
    )


def _first_file(db: Session, day: date) -> str | None:
    """The hash of the file that gave the day its balances."""
    return db.scalar(
        select(BankBalanceRow.file_sha256)
        .where(
            BankBalanceRow.bank_id == current_scope(db).bank_id, BankBalanceRow.business_on == day
        )
        .limit(1)
    )


def _refuse(
    db: Session, name: str, sha256: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    subject = f"{name} {sha256[:12]}"
    open_break(db, Finding(BREAK_KIND, subject, reason), actor=actor, now=now)


def _store(db: Session, file: BalanceFile, *, name: str, sha256: str, now: datetime) -> None:
    db.execute(
        insert(BankBalanceRow),
        [
            {
                "bank_id": current_scope(db).bank_id,
                "id": new_id(now),
                "business_on": file.business_on,
                "bank_account": each.bank_account,
                "balance_minor": each.balance.minor,
                "currency": each.balance.currency,
                "file_name": name,
                "file_sha256": sha256,
                "received_at": now,
            }
            for each in file.balances
        ],
    )
