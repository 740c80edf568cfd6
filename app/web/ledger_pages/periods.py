"""Locked days: how far the books are closed for good, and why."""

from typing import Any

from flask.typing import ResponseReturnValue

from app.banking.audit.queries import AuditLine, records_about
from app.banking.ledger.asides import locks
from app.web.ledger_pages.whose import ledger_page, whose

LOCKED = "period.locked"


def periods() -> ResponseReturnValue:
    return periods_page()


def periods_page(*, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The page; `context` holds the form with what was wrong with it."""
    records = records_about(whose.db, [whose.partner_id])
    return ledger_page(
        "ledger_pages/periods.html",
        status=status,
        locks=locks(whose.db),
        locked_by=_locked_by(records),
        **context,
    )


def _locked_by(records: list[AuditLine]) -> dict[str, str]:
    """Who locked, by the day through which."""
    return {
        str(line.details.get("locked_through")): line.actor_label
        for line in records
        if line.action == LOCKED
    }
