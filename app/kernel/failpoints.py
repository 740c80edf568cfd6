"""Places where a test may kill this process, to see that the next one finishes the work."""

import os

KILLED = 137
SETTING = "GUILDHALL_FAILPOINT"


def failpoint(name: str) -> None:
    """Die here and now, without cleaning up, when the environment names this place."""
    if os.environ.get(SETTING) == name:
        os._exit(KILLED)
