"""A statement's entries as CSV: what a spreadsheet or a script reads back without loss."""

import csv
from io import StringIO

from app.banking.statements.content import StatementContent, StatementLine
from app.kernel.money import Money

HEADER = (
    "entry_id",
    "effective_on",
    "posted_on",
    "type",
    "description",
    "counterparty",
    "amount",
    "debit",
    "credit",
    "balance",
    "currency",
)
SEAL_HEADER = ("ledger_seal_on", "ledger_seal_block", "ledger_seal_hash")
# A spreadsheet takes a cell that begins so for a formula; the full-width forms as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def statement_csv(content: StatementContent) -> bytes:
    """One row an entry, in UTF-8: ISO days, plain decimals, a signed amount and both sides.

    A statement that bears a seal repeats it in each row.
    """
    text, seal = StringIO(), content.seal
    sealed = (seal.on.isoformat(), str(seal.block), seal.hash) if seal else ()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(HEADER + (SEAL_HEADER if seal else ()))
    rows.writerows(_row(line) + sealed for line in content.lines)
    return text.getvalue().encode()


def defused(text: str) -> str:
    """Text that no spreadsheet runs: a quote before what would begin a formula."""
    is_formula = text.lstrip(" ").startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text


def _row(line: StatementLine) -> tuple[str, ...]:
    return (
        line.id,
        line.effective_on.isoformat(),
        line.posted_on.isoformat(),
        line.kind,
        defused(line.description),
        defused(line.counterparty),
        line.signed.decimal(),
        _decimal(line.debit),
        _decimal(line.credit),
        line.running.decimal(),
        line.signed.currency,
    )


def _decimal(amount: Money | None) -> str:
    return amount.decimal() if amount else ""
