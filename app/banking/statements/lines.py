"""Which entries a statement prints, each exactly once, and in which words."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.banking.ledger.history import HistoryLine, history, tally
from app.banking.ledger.rules import Cause
from app.banking.statements.content import FeeTotal, StatementLine
from app.banking.statements.parties import StatedAccount, counterparties
from app.banking.statements.queries import LastStatement, printed_lines
from app.banking.statements.rules import ONE_DAY, Period
from app.kernel.ids import shown
from app.kernel.languages import marked
from app.kernel.money import total
from app.rails.calendars import eastern_day

KINDS: dict[str, str] = {
    Cause.BOOK_TRANSFER: marked("Transfer"),
    Cause.ACH_OUTGOING: marked("ACH payment"),
    Cause.ACH_SETTLEMENT: marked("ACH payment"),
    Cause.ACH_INCOMING: marked("ACH deposit"),
    Cause.ACH_RETURN: marked("Returned payment"),
    Cause.SUSPENSE: marked("Correction"),
    Cause.FEE: marked("Fee"),
    Cause.INTEREST: marked("Interest"),
    Cause.EXCHANGE: marked("Currency exchange"),
    Cause.REVERSAL: marked("Reversal"),
    Cause.ADJUSTMENT: marked("Adjustment"),
}
# What a fee was for, by what it is about (12 CFR 1030.6(a)(3) asks for the type).
FEES = {"account": marked("Monthly fee"), "payment": marked("ACH transfer fee")}
OTHER_FEE = marked("Other fee")


def lines_to_print(
    db: Session, account: StatedAccount, month: Period, last: LastStatement | None
) -> list[StatementLine]:
    """Every entry up to the end of the month that no statement has printed yet, oldest first.

    One that was posted after its own month had been issued is printed here and marked late, so
    that a statement once issued stays true and the next one still opens where it closed.
    """
    entries = _not_printed(db, account, month, last)
    payments = {e.subject_id for e in entries if e.subject_kind == "payment" and e.subject_id}
    others = counterparties(db, payments, account.id)
    return [
        StatementLine(
            id=line_id(entry),
            effective_on=entry.effective_on,
            posted_on=eastern_day(entry.posted_at),
            kind=KINDS[entry.cause],
            description=entry.description,
            counterparty=others.get(entry.subject_id, "") if entry.subject_id else "",
            signed=entry.signed,
            running=entry.signed,
            fee=FEES.get(entry.subject_kind, OTHER_FEE) if entry.cause == Cause.FEE else "",
            is_late=last is not None and entry.effective_on < month.first,
        )
        for entry in entries
    ]


def line_id(entry: HistoryLine) -> str:
    """The same for ever: the transaction and the line in it."""
    return f"{shown('transaction', entry.transaction_id)}-{entry.line}"


def fee_totals(lines: Iterable[StatementLine]) -> tuple[FeeTotal, ...]:
    """Fees by what they were for, in the order they first appear."""
    fees: dict[str, list[StatementLine]] = {}
    for line in lines:
        if line.fee:
            fees.setdefault(line.fee, []).append(line)
    return tuple(
        FeeTotal(label, len(same), total((-line.signed for line in same), same[0].signed.currency))
        for label, same in fees.items()
    )


def _not_printed(
    db: Session, account: StatedAccount, month: Period, last: LastStatement | None
) -> list[HistoryLine]:
    ledger_id = account.ledger_account_id
    if last is None:
        return history(db, ledger_id, first=None, last=month.last)
    before = tally(db, ledger_id, last=month.first - ONE_DAY)
    # Entries are never taken away, so an equal count means that nothing came late. One that
    # comes between these two reads is left for the next statement: its count will tell.
    if before.entries == last.entries_covered:
        return history(db, ledger_id, first=month.first, last=month.last)
    printed = printed_lines(db, account.id)
    every = history(db, ledger_id, first=None, last=month.last)
    return [entry for entry in every if line_id(entry) not in printed]
