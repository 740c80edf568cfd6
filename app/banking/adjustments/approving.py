"""An adjustment as a rule's checkers see it, and the request that a rule makes necessary."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.adjustments.queries import entries_of
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.approvals.actions.ask import Proposal, ask
from app.banking.approvals.rows import rules_in_force, waiting_for
from app.banking.approvals.rules import Change, shown_of
from app.banking.approvals.tables import ApprovalRow
from app.banking.ledger.books import ledger_accounts_by_id
from app.banking.ledger.rules import Entry, Side
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import ApprovalId
from app.kernel.money import Money, sums

POST = "adjustments.post"


def ask_to_post(
    db: Session, row: AdjustmentRow, *, actor: Actor, now: datetime
) -> ApprovalId | None:
    """Where a rule speaks of adjustments; None: the second person that each takes is enough."""
    if not rules_in_force(db, POST, now=now):
        return None
    entries = entries_of(db, row.id)
    proposal = Proposal(
        action=POST,
        subject=("adjustment", row.id),
        shown=shown_adjustment(db, row),
        facts=(("Balances", "The adjustment's own page shows them before and after", "neutral"),),
        amount=_amount(entries),
    )
    return ask(db, proposal, actor=actor, now=now)


def shown_adjustment(db: Session, row: AdjustmentRow) -> dict[str, Any]:
    """Every line exactly as it will be posted, with the reason and the day it counts for."""
    entries = entries_of(db, row.id)
    accounts = ledger_accounts_by_id(db, {entry.ledger_account_id for entry in entries})
    changes = [
        Change(
            f"{accounts[entry.ledger_account_id].name} ({accounts[entry.ledger_account_id].code})",
            f"{entry.side.value.capitalize()} {entry.amount}",
        )
        for entry in entries
    ]
    counts_for = f"{row.effective_on:%b %-d, %Y}" if row.effective_on else "The day it is approved"
    return shown_of(
        f"{row.kind.capitalize()}: {row.reason}",
        [*changes, Change("Why", row.reason), Change("Counts for", counts_for)],
        adjustment_id=str(row.id),
        reverses_id=str(row.reverses_id) if row.reverses_id else None,
        effective_on=row.effective_on.isoformat() if row.effective_on else None,
        lines=[
            f"{entry.ledger_account_id} {entry.side.value} {entry.amount.minor} "
            f"{entry.amount.currency} {entry.description or ''}"
            for entry in entries
        ],
    )


def request_waiting(db: Session, adjustment_id: UUID) -> ApprovalRow | None:
    """The request of a rule that waits, locked before the adjustment is, as `decide` does."""
    return waiting_for(db, adjustment_id, POST)


def check_no_request(db: Session, adjustment_id: UUID) -> None:
    """Nobody decides past a rule. Raises Refused("rule_applies")."""
    if request_waiting(db, adjustment_id) is not None:
        raise Refused(
            "rule_applies",
            "A rule asks for more than one yes to this adjustment.",
            next_step="Decide it under Approvals.",
        )


def _amount(entries: tuple[Entry, ...]) -> Money | None:
    """The sum of its debits, where it is in one currency; None counts as any amount."""
    debits = sums(entry.amount for entry in entries if entry.side is Side.DEBIT)
    return debits[0] if len(debits) == 1 else None
