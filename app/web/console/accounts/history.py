"""What happened to an account, in the words of a timeline."""

from collections.abc import Iterable
from typing import Any

from app.banking.audit.queries import AuditLine

WORDS = {
    "account.opened": ("Opened", "check-circle", "success"),
    "account.frozen": ("Frozen", "snow", "info"),
    "account.unfrozen": ("Unfrozen", "unlock", "neutral"),
    "account.closed": ("Closed", "lock", "neutral"),
}


def history_of(records: Iterable[AuditLine]) -> list[dict[str, Any]]:
    """Newest first; `at` is still a moment, for the template to say."""
    return [
        {
            "title": WORDS[line.action][0],
            "mark": WORDS[line.action][1],
            "tone": WORDS[line.action][2],
            "body": line.reason,
            "at": line.at,
            "actor": line.actor_label,
        }
        for line in records
        if line.action in WORDS
    ]
