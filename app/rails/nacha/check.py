"""One plain verdict a file: accepted or refused, what it adds up to, and why; made for JSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.rails.nacha.findings import WHOLE_FILE, Finding
from app.rails.nacha.lines import BYTES_MAX
from app.rails.nacha.read import Reading, read

ACCEPT = "accept"
REFUSE = "refuse"


def verdict(name: str, content: bytes) -> dict[str, Any]:
    """The verdict on a file's bytes; amounts are cents, lines count records from 1."""
    return verdict_of(name, read(content))


def verdict_of(name: str, reading: Reading) -> dict[str, Any]:
    """The verdict on a file that has been read."""
    totals = reading.totals
    return {
        "file": name.encode("utf-8", "replace").decode(),  # a name on disk may be no text at all
        "verdict": ACCEPT if reading.is_accepted else REFUSE,
        "content_hash": reading.content_hash,
        "totals": {
            "batches": totals.batches,
            "entries": totals.entries,
            "addenda": totals.addenda,
            "credit_minor": totals.credit_minor,
            "debit_minor": totals.debit_minor,
            "entry_hash": totals.entry_hash,
        },
        "reasons": _listed(reading.problems),
        "warnings": _listed(reading.warnings),
    }


def check_paths(paths: Iterable[Path | str]) -> Iterator[dict[str, Any]]:
    """A verdict for each path in turn; what cannot be read is refused with the reason."""
    for path in map(Path, paths):
        try:
            with path.open("rb") as file:
                content = file.read(BYTES_MAX + 1)
        except OSError as error:
            yield _unreadable(path, error.strerror or "cannot be read")
        else:
            yield verdict(str(path), content)


def _unreadable(path: Path, why: str) -> dict[str, Any]:
    message = f"The file cannot be read: {why}."
    reason = Finding("unreadable", 0, WHOLE_FILE, "", why, "a readable file", message)
    return {**verdict(str(path), b""), "reasons": _listed([reason]), "content_hash": None}


def _listed(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in findings]
