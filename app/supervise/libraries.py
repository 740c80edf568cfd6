"""The system's libraries that documents are made with; Python's own packages bring none of them."""

import ctypes
import sys
from collections.abc import Sequence

from app.storage.embedded.places import EmbeddedError

# What each is called by the linker, and the Debian package that has it.
NEEDED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}


def missing(needed: Sequence[str] = tuple(NEEDED)) -> list[str]:
    """Those that cannot be loaded; on systems that name them otherwise nothing is asked."""
    return [name for name in needed if sys.platform == "linux" and not can_load(name)]


def can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def check_libraries() -> None:
    """Refuse now, in one line, what a worker would otherwise refuse in each of its logs."""
    if names := missing():
        packages = " ".join(NEEDED[name] for name in names)
        raise EmbeddedError(
            f"{' and '.join(names)} cannot be loaded, and statements need them: "
            f"sudo apt-get install {packages}"
        )
