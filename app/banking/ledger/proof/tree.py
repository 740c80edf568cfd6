"""The Merkle tree of RFC 6962 (RFC 9162, section 2.1): roots, and paths that prove a leaf is in.

A leaf and a node begin with different bytes, so that neither can be passed off as the other.
"""

from collections.abc import Sequence
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"


def leaf_of(line: bytes) -> bytes:
    return sha256(LEAF + line).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root; of no leaves at all, the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path_of(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The neighbours on the way from a leaf to the root, lowest first; raises IndexError."""
    return path_in(levels_of(leaves), index)


def levels_of(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The whole tree, leaves first: for those who want many paths of it."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        levels.append(_above(levels[-1]))
    return levels


def path_in(levels: Sequence[Sequence[bytes]], index: int) -> tuple[bytes, ...]:
    """The same from a tree that was made before."""
    if not 0 <= index < len(levels[0]):
        raise IndexError(f"no leaf {index} in a tree of {len(levels[0])}")
    path = []
    for level in levels[:-1]:
        if (neighbour := index ^ 1) < len(level):
            path.append(level[neighbour])
        index //= 2
    return tuple(path)


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to; None when it cannot be a path in a tree of that size."""
    if not 0 <= index < size:
        return None
    last, node, steps = size - 1, leaf, iter(path)
    while last:
        if index % 2 or index < last:
            neighbour = next(steps, None)
            if neighbour is None:
                return None
            node = _node(neighbour, node) if index % 2 else _node(node, neighbour)
        index, last = index // 2, last // 2
    return None if next(steps, None) is not None else node


def _above(level: list[bytes]) -> list[bytes]:
    """One level up; a last one without a neighbour goes up as it is."""
    pairs = [
        sha256(NODE + left + right).digest()
        for left, right in zip(level[::2], level[1::2], strict=False)
    ]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()
