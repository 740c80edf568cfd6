"""Recompute a partner's audit trail from its rows, and name each fault to the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.ledger.contradictions import (
    PaperRoot,
    check_block,
    check_keys,
    check_paper,
    check_roots,
)
from app.banking.ledger.proof.blocks import Block, unmarked
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.banking.ledger.seals import known_keys
from app.banking.trail.lines import TrailLine, lines_between
from app.banking.trail.seals import trail_blocks, trail_roots
from app.storage.scope import current_partner

BEYOND_ALL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class TrailFault:
    """One contradiction: where, what is wrong, and the record when it can be told which."""

    where: str
    what: str
    record_id: UUID | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class TrailVerified:
    """What was looked at, and every fault; `first` is the block it began with."""

    first: int = 1
    last: int = 0
    records: int = 0
    waiting: int = 0
    faults: list[TrailFault] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)

    @property
    def blocks(self) -> int:
        return len(self.hashes)

    def fault(self, where: str, what: str, record_id: UUID | None = None) -> None:
        self.faults.append(TrailFault(where, what, record_id))


def verify_trail(
    db: Session, *, first: int = 1, paper: Sequence[PaperRoot] = (), partner_id: UUID | None = None
) -> TrailVerified:
    """Everything from block `first` on.

    Roots are read before blocks, and blocks before records, so that sealing may go on meanwhile.
    """
    partner_id = current_partner(db, partner_id)
    found = TrailVerified(first=first)
    roots = trail_roots(db, partner_id=partner_id)
    blocks = list(trail_blocks(db, first=first, partner_id=partner_id))
    keys = check_keys(found.fault, known_keys(db))
    begins = blocks[0].header.written_from if blocks else 0
    lines = _Lines(lines_between(db, partner_id, begins, BEYOND_ALL))
    before: Block | None = None
    for block in blocks:
        found.last = block.header.number
        found.hashes[found.last] = block.hash.hex()
        is_begun = first > 1  # what came before the first one looked at was not asked for
        check_block(found.fault, where_of(block), block, before, keys, is_begun=is_begun)
        _check_members(found, block, lines.below(block.header.written_below))
        before = block
    found.waiting = len(lines.below(BEYOND_ALL))
    asked = [root for root in roots if root.block_number >= first]
    check_roots(found.fault, "audit root of", found.hashes, asked)
    check_paper(found.fault, "audit root of", found.hashes, paper)
    return found


def where_of(block: Block) -> str:
    return f"audit block {block.header.number}"


class _Lines:
    """Lines as they were written, taken block by block."""

    def __init__(self, lines: Iterator[TrailLine]) -> None:
        self._lines = lines
        self._next = next(lines, None)

    def below(self, number: int) -> list[TrailLine]:
        """All up to a write number, in the order in which they are sealed."""
        taken = []
        while self._next is not None and self._next.written_by < number:
            taken.append(self._next)
            self._next = next(self._lines, None)
        return sorted(taken, key=lambda line: line.id)


def _check_members(found: TrailVerified, block: Block, members: list[TrailLine]) -> None:
    header, where = block.header, where_of(block)
    found.records += len(members)
    leaves = [leaf_of(member.line) for member in members]
    if len(members) == header.members and root_of(leaves) == header.root:
        return
    if len(members) != header.members:
        when = f"{header.sealed_at:%Y-%m-%d %H:%M:%S} UTC"
        what = f"{header.members} records were sealed at {when}, {len(members)} are there"
        found.fault(where, what)
    strange = unmarked(block.marks, leaves)
    for place in strange:
        its_id = members[place].id
        found.fault(f"audit record {its_id}", f"is not as block {header.number} sealed it", its_id)
    if len(members) == header.members and not strange:
        found.fault(where, "its records are not the ones that were sealed")
