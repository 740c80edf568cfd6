"""Records how the walls were attacked: the run that comes with the release, or one of a file."""

from pathlib import Path

from app.banking.oversight.actions.record_attack import record_attack
from app.banking.oversight.attacks import AttackRun, latest_attack, read_attack
from app.storage.clock import wall_now
from app.storage.session import clock_reading

SHIPPED = Path(__file__).resolve().parents[2] / "docs" / "security" / "attack.json"


def keep(content: bytes) -> bool:
    """Keep a results file; False when it was kept before. Raises Refused for anything else."""
    run = read_attack(content)
    with clock_reading() as db:
        return record_attack(db, run, now=wall_now())


def last_attack() -> AttackRun | None:
    """The run that was finished last."""
    with clock_reading() as db:
        return latest_attack(db)


def record_shipped() -> None:
    """The attack on this very release, as its results file says; done again it changes nothing."""
    if SHIPPED.is_file():
        keep(SHIPPED.read_bytes())
