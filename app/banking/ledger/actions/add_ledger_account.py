"""A person opens a ledger account in the chart of a program, or outside any program."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.queries import chart_code
from app.banking.ledger.rules import check_account_code, check_account_name
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LedgerAccountId, ProgramId
from app.kernel.money import MINOR_DIGITS
from app.storage.scope import current_partner


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person says of it; a guarded account has a floor, in minor units, zero or below."""

    code: str
    name: str
    kind: str
    currency: str
    is_pooled: bool
    floor_minor: int = 0
    program_id: ProgramId | None = None


def add_ledger_account(
    db: Session, order: NewAccount, *, actor: Actor, now: datetime
) -> LedgerAccountId:
    """Open it; its short code is unique within its chart.

    Raises Refused (code_invalid, name_invalid, currency_unknown, floor_positive), Conflict
    ("code_taken"), NotFound.
    """
    if order.currency not in MINOR_DIGITS:
        raise Refused("currency_unknown", "Choose a currency from the list.")
    if order.floor_minor > 0:
        raise Refused("floor_positive", "A floor is zero or below.")
    owner_id = order.program_id or current_partner(db)
    code = check_account_code(order.code)
    opened = open_ledger_account(
        db,
        LedgerAccountOrder(
            code=chart_code(owner_id, code),
            name=check_account_name(order.name),
            kind=order.kind,
            currency=order.currency,
            is_pooled=order.is_pooled,
            floor_minor=None if order.is_pooled else order.floor_minor,
            program_id=order.program_id,
        ),
        now=now,
    )
    record(
        db,
        actor,
        "ledger_account.opened",
        subject=("ledger_account", opened),
        now=now,
        code=code,
        kind=order.kind,
        currency=order.currency,
    )
    return opened
