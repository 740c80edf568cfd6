"""Passwords that are known from breaches: a set of hashes that comes with the program.

ASVS 6.2.12 and NIST SP 800-63B-4 ask for it; nobody outside is asked about anybody's password. The
set is made by `scripts/breached_passwords.py` of three published lists (docs/security/sign-in.md).
An entry is the first five bytes of a SHA-256: of a hundred million other passwords two or three
are refused by mistake, and whoever has the file has no list to read.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

FILE = Path(__file__).parent / "breached.bin"
PREFIX_BYTES = 5


def is_breached(password: str) -> bool:
    """Whether it is in the set; `password` is normalised and in lower case."""
    wanted, content = prefix_of(password), breached()
    low, high = 0, len(content) // PREFIX_BYTES
    while low < high:
        middle = (low + high) // 2
        if _entry(content, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return _entry(content, low) == wanted


def prefix_of(password: str) -> bytes:
    return sha256(password.encode()).digest()[:PREFIX_BYTES]


@cache
def breached() -> bytes:
    """Every entry behind the one before, the smallest first."""
    return FILE.read_bytes()


def _entry(content: bytes, number: int) -> bytes:
    return content[number * PREFIX_BYTES : (number + 1) * PREFIX_BYTES]
