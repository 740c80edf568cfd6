"""One transaction: its entries as debits and credits, why it is there, and what undoes it."""

import json
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from app.banking.adjustments.queries import open_reversal
from app.banking.ledger.proofs import proof_of_transaction
from app.banking.ledger.seals import block_of
from app.banking.ledger.transactions import TransactionDetail, reversed_by, transaction_detail
from app.banking.related.queries import of_transaction
from app.kernel.ids import TransactionId, shown
from app.kernel.money import Money, sums
from app.web.door import work
from app.web.ledger_pages.whose import ledger_page, whose
from app.web.ledger_pages.words import CAUSES
from app.web.object_pages.related import Group, related_groups
from app.web.object_pages.sources import entries_source
from app.web.object_pages.steps import Step, step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context

SUBJECTS = {
    "payment": ("payments.show", "payment_id", "Payment"),
    "account": ("accounts.show", "account_id", "Account"),
    "adjustment": ("ledger.adjustment", "adjustment_id", "Adjustment"),
    "transaction": ("ledger.transaction", "transaction_id", "Transaction"),
}
IN_OVERSIGHT = ("adjustment", "transaction")


def transaction(transaction_id: TransactionId) -> ResponseReturnValue:
    return transaction_page(transaction_id)


def transaction_page(
    transaction_id: TransactionId, *, status: int = 200, **context: Any
) -> ResponseReturnValue:
    """The page; `context` holds the form that asks for a reversal."""
    found = transaction_detail(whose.db, transaction_id)
    undone_by = reversed_by(whose.db, transaction_id)
    waiting = open_reversal(whose.db, transaction_id, now=work.now)
    return ledger_page(
        "ledger_pages/transaction.html",
        fragment=timeline_fragment(),
        status=status,
        found=found,
        totals=_totals(found),
        reversed_by=undone_by,
        subject=_subject(found.subject_kind, found.subject_id),
        block=block_of(whose.db, transaction_id, partner_id=whose.partner_id),
        waiting=waiting,
        causes=CAUSES,
        **object_context(
            whose.db,
            "transaction",
            transaction_id,
            found,
            entries_source([found]),
            steps=_steps(is_undone=undone_by is not None, is_waiting=waiting is not None),
            related=_related(found),
        ),
        **context,
    )


def _steps(*, is_undone: bool, is_waiting: bool) -> list[Step]:
    """Only the partner's own staff undoes a transaction."""
    if not whose.is_console:
        return []
    why = "Another transaction has undone it." if is_undone else ""
    why = why or ("Its reversal waits for a second person." if is_waiting else "")
    return [step("Reverse", "ledger.adjust", unless=why, href="#reverse", mark="undo")]


def _related(found: TransactionDetail) -> list[Group]:
    places = {each.ledger_account_id for each in found.entries}
    return related_groups(whose.db, of_transaction(found.id, found.subject_id, places))


def transaction_proof(transaction_id: TransactionId) -> Response:
    """The proof as a file; a 422 that says when to come back while it is in no block."""
    body = json.dumps(proof_of_transaction(whose.db, transaction_id), indent=2)
    response = Response(body, mimetype="application/json")
    name = f"{shown('transaction', transaction_id)}-proof.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _totals(found: TransactionDetail) -> tuple[Money, ...]:
    """What is debited in each currency; as much is credited."""
    return sums(entry.amount for entry in found.entries if entry.side == "debit")


def _subject(kind: str, subject_id: UUID | None) -> tuple[str, str]:
    """What it is about in words, and where that is shown on this surface."""
    endpoint, argument, word = SUBJECTS.get(kind, ("", "", kind.replace("_", " ").capitalize()))
    is_here = whose.is_console or kind in IN_OVERSIGHT
    if not endpoint or subject_id is None or not is_here:
        return word, ""
    return word, url_for(endpoint, **{argument: subject_id})
