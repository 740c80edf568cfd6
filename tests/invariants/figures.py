"""What an attack did, on one line that says how to repeat it; a soak's also in var/soak."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "var" / "soak"
FIGURES = "figures"
Told = Callable[..., None]


def fresh_seed() -> int:
    """GUILDHALL_TEST_SEED, or a new one."""
    return int(os.environ.get("GUILDHALL_TEST_SEED") or secrets.randbelow(2**32))


def asked(name: str, usual: int) -> int:
    """A soak's size: GUILDHALL_SOAK_<NAME>, or the plan's figure."""
    return int(os.environ.get(f"GUILDHALL_SOAK_{name}") or usual)


def keep(name: str, figures: dict[str, object]) -> None:
    """Leave a soak's figures as a file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"attack": name, **figures}, indent=2, default=str) + "\n"
    (FOLDER / f"{name.replace(' ', '-')}.json").write_text(text)


def line(name: str, figures: dict[str, object]) -> str:
    return f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items())
