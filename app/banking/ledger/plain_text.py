"""The whole journal as plain-text accounting, for hledger and ledger: exact, one file, no loss.

Debits are positive and credits negative, as those programs count. Account names are made of the
kind, a readable word and the account's id: unique, and safe whatever people are called.
"""

import re
from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.proof.lines import TransactionFacts
from app.banking.ledger.sealed_lines import facts_between
from app.kernel.ids import shown
from app.kernel.money import MINOR_DIGITS, Money
from app.storage.scope import current_partner

Format = Literal["hledger", "ledger"]
WORD_LENGTH_MAX = 40
TRANSACTIONS_A_READ = 10_000
NO_WORD = re.compile(r"[^0-9A-Za-z]+")
NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f;|\u2028\u2029]+")
NO_COMMENT = re.compile(r"[:\[\]=]+")  # these programs read tags and dates in comments

_ACCOUNTS = text(
    "select id, kind, code, name from ledger_account where partner_id = :partner order by id"
)
_CUT = text(
    "select t.written_by from ledger_transaction t where t.partner_id = :partner "
    "and t.written_by >= :first order by t.written_by offset :skip limit 1"
)


def journal(db: Session, *, form: Format) -> Iterator[str]:
    """The lines of the file; the session must read in one snapshot."""
    partner_id = current_partner(db)
    rows = db.execute(_ACCOUNTS, {"partner": partner_id})
    names = {row.id: account_name(row.kind, row.name, row.id) for row in rows}
    yield f"; The journal of partner {partner_id}, transactions in order of writing"
    if form == "hledger":
        yield "decimal-mark ."
        yield from (f"commodity {_sample(each)} {each}" for each in MINOR_DIGITS)
    yield from (f"account {name}" for name in names.values())
    for transaction in _transactions(db, partner_id):
        yield from _written(transaction, names)


def account_name(kind: str, name: str, account_id: UUID) -> str:
    """`liability:Ada-Okafor-ldgr_018f…`."""
    word = NO_WORD.sub("-", name).strip("-")[:WORD_LENGTH_MAX].strip("-") or "account"
    return f"{kind}:{word}-{shown('ledger_account', account_id)}"


def _transactions(db: Session, partner_id: UUID) -> Iterator[TransactionFacts]:
    """All of them, sealed or not, in pieces that fit into memory."""
    first: int | None = 0
    while first is not None:
        of_piece = {"partner": partner_id, "first": first}
        oldest = db.scalar(_CUT, of_piece | {"skip": 0})
        if oldest is None:
            return
        cut = db.scalar(_CUT, of_piece | {"skip": TRANSACTIONS_A_READ})
        below = max(int(cut), int(oldest) + 1) if cut is not None else 2**63 - 1
        yield from facts_between(db, partner_id, first, below)
        first = below if cut is not None else None


def _written(transaction: TransactionFacts, names: dict[UUID, str]) -> Iterator[str]:
    yield ""
    its_id = shown("transaction", transaction.id)
    yield f"{transaction.effective_on.isoformat()} * ({its_id}) {_told(transaction.description)}"
    yield f"    ; cause: {_told_aside(transaction.cause)}"
    for entry in transaction.entries:
        sign = "" if entry.side == "debit" else "-"
        amount = f"{sign}{decimal(entry.amount_minor, entry.currency)} {entry.currency}"
        note = f"  ; {_told_aside(entry.description)}" if entry.description else ""
        yield f"    {names[entry.account]}  {amount}{note}"


def decimal(minor: int, currency: str) -> str:
    """In units; a currency whose places we do not know is told in its minor units."""
    return Money(minor, currency).decimal() if currency in MINOR_DIGITS else str(minor)


def _told(words: str) -> str:
    """One line, without what would begin a comment."""
    return NO_TEXT.sub(" ", words).strip()


def _told_aside(words: str) -> str:
    return NO_COMMENT.sub(" ", _told(words)).strip()


def _sample(currency: str) -> str:
    """How hledger is told a currency's places: always with a decimal mark."""
    sample = Money(10**6, currency).decimal()
    return sample if "." in sample else f"{sample}."
