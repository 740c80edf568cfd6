"""Locked days: how far the books are closed for good, and why."""

from typing import Any

from flask.typing import ResponseReturnValue

from app.banking.audit.queries import ChangeLine, asking_changes
from app.banking.ledger.asides import locks
from app.storage.together import read
from app.web.ledger_pages.whose import ledger_page, whose

LOCKED, LOCKS_TOLD = "period.locked", 100


def periods() -> ResponseReturnValue:
    return periods_page()


def periods_page(*, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The page; `context` holds the form with what was wrong with it."""
    asked = asking_changes([whose.partner_id], only=(LOCKED,), limit=LOCKS_TOLD)
    return ledger_page(
        "ledger_pages/periods.html",
        status=status,
        locks=locks(whose.db),
        locked_by=_locked_by(read(whose.db, asked)),
        **context,
    )


def _locked_by(records: list[ChangeLine]) -> dict[str, str]:
    """Who locked, by the day through which; whatever else was done to the partner since."""
    return {str(line.details.get("locked_through")): line.actor_label for line in records}
