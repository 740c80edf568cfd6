"""What contradicts itself in a chain of sealed blocks, of transactions or of audit records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.banking.ledger.proof.blocks import BEFORE_THE_FIRST, Block
from app.banking.ledger.proof.keys import is_endorsed_by, key_id_of
from app.banking.ledger.seals import DayRoot, KnownKey

# Tells a fault: where it is, and what is wrong there.
Fault = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class PaperRoot:
    """A day's root as somebody else kept it; `digest` may be the beginning of the hash."""

    business_on: date
    digest: str


def check_keys(fault: Fault, known: Sequence[KnownKey]) -> dict[str, bytes]:
    """Public keys by their ids; each but the first is endorsed by an earlier one."""
    keys: dict[str, bytes] = {}
    for key in known:
        where = f"seal_key {key.key_id}"
        if key_id_of(key.public_key) != key.key_id:
            fault(where, "is not the fingerprint of its public key")
        elder = keys.get(key.endorsed_by or "")
        if keys and not (elder and is_endorsed_by(elder, key.public_key, key.endorsement or b"")):
            fault(where, "is endorsed by no earlier key")
        keys[key.key_id] = key.public_key
    return keys


def check_block(
    fault: Fault,
    where: str,
    block: Block,
    before: Block | None,
    keys: Mapping[str, bytes],
    *,
    is_begun: bool = False,
) -> None:
    """Its hash, its signature, and that it goes on from the block before.

    `is_begun` when a block without one before is somewhere in the chain, and not its first.
    """
    header = block.header
    if header.digest() != block.hash:
        fault(where, "its hash is not that of its header: a column was changed")
    key = keys.get(header.key_id)
    if key is None or not block.is_signed(key):
        fault(where, f"is not signed by key {header.key_id}")
    if before is None and is_begun:
        return
    if header.number != (before.header.number + 1 if before else 1):
        fault(where, f"block {header.number - 1} before it is missing")
    elif header.previous_hash != (before.hash if before else BEFORE_THE_FIRST):
        fault(where, f"does not go on from the hash of block {header.number - 1}")
    elif header.written_from != (before.header.written_below if before else 0):
        fault(where, f"does not begin where block {header.number - 1} ended")


def check_roots(
    fault: Fault, where: str, hashes: Mapping[int, str], roots: Sequence[DayRoot]
) -> None:
    """What was handed out, by our own note of it, is still the chain's."""
    for root in roots:
        if hashes.get(root.block_number) != root.block_hash.hex():
            what = f"block {root.block_number} has another hash, or is missing"
            fault(f"{where} {root.business_on}", what)


def check_paper(
    fault: Fault, where: str, hashes: Mapping[int, str], paper: Sequence[PaperRoot]
) -> None:
    """What was handed out, as others kept it, is still the chain's."""
    for kept in paper:
        if not any(digest.startswith(kept.digest) for digest in hashes.values()):
            what = f"no block has the hash {kept.digest} that was handed out"
            fault(f"{where} {kept.business_on}", what)
