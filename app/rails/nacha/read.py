"""Any bytes as an ACH file: what it says, and every structural fault that refuses it."""

from dataclasses import dataclass
from hashlib import sha256

from app.rails.nacha.entries import Entry
from app.rails.nacha.files import AchFile, Batch, Totals
from app.rails.nacha.findings import Finding, Findings
from app.rails.nacha.lines import BLOCK_RECORDS, size_problem, split_records
from app.rails.nacha.records import FileControl, FileHeader
from app.rails.nacha.remarks import block_count_remark, remarks
from app.rails.nacha.walk import Walk


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read; with a problem it is refused and nothing of it may be used."""

    content_hash: str
    header: FileHeader | None
    batches: tuple[Batch, ...]
    control: FileControl | None
    totals: Totals
    problems: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def is_accepted(self) -> bool:
        return not self.problems

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for batch in self.batches for entry in batch.entries)

    def file(self) -> AchFile:
        """The accepted file as values to write again; ValueError for a refused one."""
        if self.problems or self.header is None:
            raise ValueError("a refused file has no content to use")
        return AchFile(self.header, self.batches, self.control)


def read(content: bytes) -> Reading:
    """Read any bytes and never raise: length, order, counts, hashes and totals decide.

    Content that is merely odd (unknown codes, wrong check digits, names) gives warnings.
    """
    walk = Walk()
    if not_read := size_problem(content):
        walk.problems.add(not_read)
        return _reading(content, walk, records=0)
    lines = split_records(content)
    for number, text in enumerate(lines, start=1):
        walk.take(number, text)
    walk.finish(len(lines))
    return _reading(content, walk, records=len(lines))


def _reading(content: bytes, walk: Walk, *, records: int) -> Reading:
    warnings = Findings()
    warnings.extend(remarks(walk.header, walk.batches, walk.control))
    warnings.extend(block_count_remark(walk.control, blocks=-(-records // BLOCK_RECORDS)))
    return Reading(
        content_hash=sha256(content).hexdigest(),
        header=walk.header,
        batches=tuple(walk.batches),
        control=walk.control,
        totals=walk.totals,
        problems=walk.problems.listed(),
        warnings=warnings.listed(),
    )
