"""What happened to an application, in the words of a timeline."""

from collections.abc import Iterable
from typing import Any

from app.banking.audit.queries import AuditLine

WORDS = {
    "application.submitted": ("Submitted", "inbox", "neutral"),
    "application.referred": ("Sent to a person for review", "eye", "warning"),
    "application.approved": ("Approved, account opened", "check-circle", "success"),
    "application.declined": ("Declined", "x-circle", "danger"),
}


def history_of(records: Iterable[AuditLine]) -> list[dict[str, Any]]:
    """Newest first; `at` is still a moment, for the template to say."""
    return [
        {
            "title": WORDS[line.action][0],
            "mark": WORDS[line.action][1],
            "tone": WORDS[line.action][2],
            "at": line.at,
            "actor": line.actor_label,
        }
        for line in records
        if line.action in WORDS
    ]
