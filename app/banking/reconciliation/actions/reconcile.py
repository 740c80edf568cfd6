"""Reconcile a closed day: what differs becomes a break, what no longer differs says so."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

from sqlalchemy.orm import Session

from app.banking.reconciliation.actions.open_break import Finding, open_break
from app.banking.reconciliation.actions.resolve_breaks import resolve_breaks
from app.banking.reconciliation.rules import ClosedDay, DayLine
from app.kernel.actor import Actor

CASH, BOOKS, LATE = "cash", "books", "late_file"
KINDS = (CASH, BOOKS, LATE)
CARRIED = "The same difference as the day before: it is explained there."
AGREED = {
    CASH: "The figures agree now: a later file or posting for the day made up the difference.",
    BOOKS: "The books agree with themselves again.",
    LATE: "The file came later.",
}


def reconcile(db: Session, day: ClosedDay, *, actor: Actor, now: datetime) -> int:
    """Open, renew or resolve the day's breaks; returns how many findings there are.

    The day was read across the bank's partners; this writes in the bank's house scope.
    """
    found = [*_of_the_file(day), *chain.from_iterable(map(_of_line, day.lines))]
    carried = {finding.subject for finding in found if _is_carried(finding, day)}
    findings = [finding for finding in found if not _is_carried(finding, day)]
    for finding in findings:
        open_break(db, finding, actor=actor, now=now)
    standing = {(finding.kind, finding.subject) for finding in findings}

    def because(kind: str, subject: str) -> str:
        if (kind, subject) in standing:
            return ""
        return CARRIED if subject in carried else AGREED[kind]

    resolve_breaks(
        db,
        about=day.business_on.isoformat(),
        kinds=KINDS,
        because=because,
        actor=actor,
        now=now,
    )
    return len(findings)


def _is_carried(finding: Finding, day: ClosedDay) -> bool:
    """The account was off by as much the day before: that day's break is the one to explain."""
    account = finding.subject.partition(" ")[2]
    return finding.kind == CASH and finding.amount == day.before.get(account)


def _of_the_file(day: ClosedDay) -> Iterator[Finding]:
    """What is wrong with the bank's word as a whole: it is late, or names accounts we do not."""
    if day.is_overdue and any(not line.is_reported for line in day.lines):
        words = "The bank's balance file for the day has not come."
        yield Finding(LATE, day.business_on.isoformat(), words)
    for unknown in day.unknown:
        words = f"The bank reports {unknown.balance} in an account that no program here has."
        yield Finding(CASH, _subject(day.business_on, unknown.bank_account), words, unknown.balance)


def _of_line(line: DayLine) -> Iterator[Finding]:
    subject = _subject(line.business_on, line.bank_account)
    bank_off, books_off = line.bank_difference, line.ledger_difference
    if bank_off is not None and bank_off.minor:
        yield Finding(CASH, subject, _cash_words(line), bank_off)
    if books_off.minor:
        words = f"{_name(line)}: the ledger's cash is {line.cash}, its claims {line.claims}."
        yield Finding(BOOKS, subject, words, books_off)


def _subject(day: date, bank_account: str) -> str:
    return f"{day.isoformat()} {bank_account}"


def _cash_words(line: DayLine) -> str:
    if line.bank is None:
        return f"{_name(line)}: the bank's file has no such account, the ledger has {line.cash}."
    return f"{_name(line)}: the bank says {line.bank}, the ledger {line.cash}."


def _name(line: DayLine) -> str:
    return f"{line.partner_name}, {line.program_name}" if line.program_id else line.partner_name
