"""What reading found: where, what stands there, what should; bounded, so no file floods us."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.rails.nacha.records import Record

FINDINGS_MAX = 200
SHOWN_MAX = 40
WHOLE_FILE = "file"

_UNPRINTABLE = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or oddity: record ordinal from 1 (0 is the file as a whole), field, and why."""

    code: str
    line: int
    record: str
    field: str
    found: str
    expected: str
    message: str


@dataclass(slots=True)
class Findings:
    """Keeps the first ones and counts the rest."""

    kept: list[Finding] = field(default_factory=list)
    dropped: int = 0

    def add(self, finding: Finding) -> None:
        if len(self.kept) < FINDINGS_MAX:
            self.kept.append(finding)
        else:
            self.dropped += 1

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add(finding)

    def listed(self) -> tuple[Finding, ...]:
        """All that were kept, and a last one that says how many were not."""
        if not self.dropped:
            return tuple(self.kept)
        message = f"{self.dropped} more of these were found and are not listed."
        more = Finding("more", 0, WHOLE_FILE, "", str(self.dropped), "", message)
        return (*self.kept, more)


def at(code: str, record: Record, name: str, expected: str, message: str) -> Finding:
    """A finding about one field of one record."""
    layout = record.layout
    label, found = layout.field(name).label, shown(record[name])
    return Finding(code, record.line, layout.label, label, found, expected, message)


def shown(text: str) -> str:
    """Text from a file as a report may show it: printable, and not endless."""
    return _UNPRINTABLE.sub("?", text[:SHOWN_MAX])
