"""What an examination found: a subject, how it stands, and what to do; shown in three ways."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Standing = Literal["ok", "note", "fault"]
MARKS: dict[Standing, str] = {"ok": "ok", "note": "note", "fault": "FAULT"}


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    standing: Standing
    text: str

    @property
    def is_fault(self) -> bool:
        return self.standing == "fault"


def ok(subject: str, text: str) -> Finding:
    return Finding(subject, "ok", text)


def note(subject: str, text: str) -> Finding:
    """Not as it could be; something works less well or not at all, the bank still opens."""
    return Finding(subject, "note", text)


def fault(subject: str, text: str) -> Finding:
    """The bank will not open, or is not safe, until this is mended."""
    return Finding(subject, "fault", text)


def show(findings: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        for finding in findings:
            print(json.dumps(asdict(finding)))
    elif sys.stdout.isatty():
        _show_table(findings)
    else:
        for finding in findings:
            print(f"{MARKS[finding.standing]:<6}{finding.subject}: {finding.text}")


def _show_table(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", "What", "Found", box=None)
    colors = {"ok": "green", "note": "yellow", "fault": "bold red"}
    for finding in findings:
        mark = f"[{colors[finding.standing]}]{MARKS[finding.standing]}[/]"
        table.add_row(mark, finding.subject, finding.text)
    Console().print(table)
