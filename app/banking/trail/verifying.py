"""Recompute a partner's audit trail from its rows, and name each fault to the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Block, unmarked
from app.banking.ledger.proof.keys import is_endorsed_by, key_id_of
from app.banking.ledger.proof.tree import leaf_of, root_of
from app.banking.ledger.seals import known_keys
from app.banking.ledger.verifying import PaperRoot
from app.banking.trail.lines import TrailLine, lines_between
from app.banking.trail.seals import TrailRoot, partner_in, trail_blocks, trail_roots

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
    partner_id = partner_in(db, partner_id)
    found = TrailVerified(first=first)
    roots = trail_roots(db, partner_id=partner_id)
    blocks = list(trail_blocks(db, first=first, partner_id=partner_id))
    keys = _check_keys(db, found)
    begins = blocks[0].header.written_from if blocks else 0
    lines = _Lines(lines_between(db, partner_id, begins, BEYOND_ALL))
    before: Block | None = None
    for block in blocks:
        _check_block(found, block, before, keys)
        _check_members(found, block, lines.below(block.header.written_below))
        before = block
    found.waiting = len(lines.below(BEYOND_ALL))
    _check_roots(found, roots, paper)
    return found


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


def _check_keys(db: Session, found: TrailVerified) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for key in known_keys(db):
        elder = keys.get(key.endorsed_by or "")
        is_endorsed = elder and is_endorsed_by(elder, key.public_key, key.endorsement or b"")
        if key_id_of(key.public_key) != key.key_id or (keys and not is_endorsed):
            found.fault(f"seal_key {key.key_id}", "is not what it says, or endorsed by none")
        keys[key.key_id] = key.public_key
    return keys


def _check_block(
    found: TrailVerified, block: Block, before: Block | None, keys: dict[str, bytes]
) -> None:
    header, where = block.header, f"audit block {block.header.number}"
    found.last = header.number
    found.hashes[header.number] = block.hash.hex()
    if header.digest() != block.hash:
        found.fault(where, "its hash is not that of its header: a column was changed")
    key = keys.get(header.key_id)
    if key is None or not block.is_signed(key):
        found.fault(where, f"is not signed by key {header.key_id}")
    if before is None and found.first > 1:
        return  # what came before the first one looked at was not asked for
    if header.number != (before.header.number + 1 if before else 1):
        found.fault(where, f"block {header.number - 1} before it is missing")
    elif header.previous_hash != (before.hash if before else BEFORE_THE_FIRST):
        found.fault(where, f"does not go on from the hash of block {header.number - 1}")
    elif header.written_from != (before.header.written_below if before else 0):
        found.fault(where, f"does not begin where block {header.number - 1} ended")


def _check_members(found: TrailVerified, block: Block, members: list[TrailLine]) -> None:
    header, where = block.header, f"audit block {block.header.number}"
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


def _check_roots(
    found: TrailVerified, roots: Sequence[TrailRoot], paper: Sequence[PaperRoot]
) -> None:
    """What was handed out is still the chain's: our own note of it, and what others kept."""
    for root in roots:
        is_asked = root.block_number >= found.first
        if is_asked and found.hashes.get(root.block_number) != root.block_hash.hex():
            what = f"block {root.block_number} has another hash, or is missing"
            found.fault(f"audit root of {root.business_on}", what)
    for kept in paper:
        if not any(digest.startswith(kept.digest) for digest in found.hashes.values()):
            what = f"no block has the hash {kept.digest} that was handed out"
            found.fault(f"audit root of {kept.business_on}", what)
