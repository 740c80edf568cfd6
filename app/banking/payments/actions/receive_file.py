"""Take a file into the bank's intake: stored once and whole, accepted or refused, never posted."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.payments.intake_entries import Sorted, sort_entries
from app.banking.payments.intake_rules import Outcome
from app.banking.payments.receipts import Receipt, receipt_of, tidy_name
from app.banking.payments.tables import ReceivedEntryRow, ReceivedFileRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import FileId, new_id
from app.rails.nacha.check import verdict_of
from app.rails.nacha.findings import WHOLE_FILE, Finding, at, shown
from app.rails.nacha.lines import BYTES_MAX
from app.rails.nacha.read import Reading, read
from app.storage.scope import current_bank, current_partner
from tenants.resolve import Bank, partner_of

CameFrom = Literal["fed", "upload", "command"]
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('intake ' || :bank, 0))")


def receive_file(
    db: Session, *, name: str, content: bytes, came_from: CameFrom, actor: Actor, now: datetime
) -> Receipt:
    """Store the file and say what became of it; posting follows, by the outbox.

    Needs the bank's house scope. A refused file is stored with its reasons; the same bytes again,
    under whatever name, change nothing. Raises Refused for a file too large to be held at all.
    """
    if len(content) > BYTES_MAX:
        raise Refused("file_too_large", f"The file is larger than {BYTES_MAX // 1_000_000} MB.")
    db.execute(ONE_AT_A_TIME, {"bank": str(current_bank(db))})
    bank = partner_of(db, current_partner(db)).bank
    if first := _same_content(db, content):
        return receipt_of(first, bank, given_name=tidy_name(name), is_repeat=True)
    reading = read(content)
    sorted_entries = sort_entries(db, bank, reading, now) if reading.is_accepted else []
    rival = _rival(db, reading) if sorted_entries else None
    reasons = _reasons(bank, reading, rival, is_ours=bool(sorted_entries))
    file_id = FileId(new_id(now))
    arrival = {"name": tidy_name(name), "received_at": now, "received_by": actor.label}
    kept = [] if reasons or reading.problems else sorted_entries
    file = _store(db, file_id, content, reading, reasons, kept, arrival)
    if kept:
        _store_entries(db, file_id, kept)
    _ask_on(db, file_id, kept, rival, came_from, now=now)
    record(
        db,
        actor,
        "file.refused" if file.status == "refused" else "file.received",
        subject=("file", file_id),
        now=now,
        name=file.name,
        sha256=file.sha256,
        entries=file.entries,
        came_from=came_from,
    )
    return receipt_of(file, bank, given_name=file.name, is_repeat=False)


def _same_content(db: Session, content: bytes) -> ReceivedFileRow | None:
    return db.scalar(
        select(ReceivedFileRow).where(
            ReceivedFileRow.bank_id == current_bank(db),
            ReceivedFileRow.sha256 == hashlib.sha256(content).hexdigest(),
        )
    )


def _identity(reading: Reading) -> dict[str, str]:
    """How the sender tells its files apart; texts of a refused file may hold anything."""
    header = reading.header
    return {
        "origin": shown(header.origin) if header else "",
        "file_created": shown(header.created_at) if header else "",
        "modifier": shown(header.file_id_modifier) if header else "",
    }


def _rival(db: Session, reading: Reading) -> UUID | None:
    """An accepted file that claims to be this very one; a refused one may be sent again, mended."""
    return db.scalar(
        select(ReceivedFileRow.id)
        .filter_by(bank_id=current_bank(db), **_identity(reading))
        .where(ReceivedFileRow.status != "refused")
        .limit(1)
    )


def _reasons(bank: Bank, reading: Reading, rival: UUID | None, *, is_ours: bool) -> list[Finding]:
    """Why a file of sound structure is refused all the same."""
    if reading.problems or reading.header is None:
        return []
    if not is_ours:
        numbers = ", ".join(bank.routing_numbers)
        message = f"No entry of the file is addressed to {bank.name} ({numbers})."
        return [Finding("not_for_this_bank", 0, WHOLE_FILE, "", "none", numbers, message)]
    if rival:
        message = "Another file of this origin, time and modifier was accepted with other content."
        expected = "a new modifier or time"
        return [at("identity_taken", reading.header, "file_id_modifier", expected, message)]
    return []


def _store(
    db: Session,
    file_id: FileId,
    content: bytes,
    reading: Reading,
    reasons: Sequence[Finding],
    kept: Sequence[Sorted],
    arrival: dict[str, Any],
) -> ReceivedFileRow:
    verdict = verdict_of(arrival["name"], reading)
    if reasons:
        verdict["verdict"] = "refuse"
        verdict["reasons"] += [asdict(reason) for reason in reasons]
    file = ReceivedFileRow(
        bank_id=current_bank(db),
        id=file_id,
        sha256=reading.content_hash,
        content=content,
        status="accepted" if kept else "refused",
        verdict=_storable(verdict),
        entries=len(kept),
        credit_minor=sum(each.entry.amount_minor for each in kept if each.entry.is_credit),
        debit_minor=sum(each.entry.amount_minor for each in kept if each.entry.is_debit),
        posted_at=None,
        **_identity(reading),
        **arrival,
    )
    db.add(file)
    db.flush()
    return file


def _storable(found: Any) -> Any:
    """Without the one character that the database's JSON cannot hold."""
    if isinstance(found, str):
        return found.replace("\0", "?")
    if isinstance(found, dict):
        return {key: _storable(value) for key, value in found.items()}
    return [_storable(value) for value in found] if isinstance(found, list) else found


def _store_entries(db: Session, file_id: FileId, kept: Sequence[Sorted]) -> None:
    bank_id = current_bank(db)
    rows = [{"bank_id": bank_id, "file_id": file_id, **each.values()} for each in kept]
    db.execute(insert(ReceivedEntryRow), rows)


def _ask_on(
    db: Session,
    file_id: FileId,
    kept: Sequence[Sorted],
    rival: UUID | None,
    came_from: CameFrom,
    *,
    now: datetime,
) -> None:
    """What is to follow: posting, handing over what the Fed did not send, somebody's look."""
    ask = partial(publish, db, key=str(file_id), now=now, file_id=str(file_id))
    if kept:
        _ask_for_posting(db, file_id, kept, now)
        if came_from != "fed":
            ask("file.hand_over")
    if rival:
        ask("file.contradicted", first_id=str(rival))


def _ask_for_posting(db: Session, file_id: FileId, kept: Sequence[Sorted], now: datetime) -> None:
    """Once now, and once at each later opening that entries wait for."""
    later = {each.timing.due_at for each in kept if each.outcome == Outcome.WAITING} - {now}
    for due_at in sorted({now, *later}):
        key = f"{file_id} {due_at.isoformat()}"
        publish(db, "file.distribute", key=key, now=now, due_at=due_at, file_id=str(file_id))
