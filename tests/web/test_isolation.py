"""How partners are kept apart, as officers see it; and how a run of the attack gets there."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.banking.oversight.attacks import latest_attack, read_attack
from app.kernel.errors import Refused
from app.storage.isolation import standing
from app.storage.session import bank_reading, engine
from app.web.dispatch import Dispatcher
from app.workers import attacks
from tests.web_clients import sign_in_staff
from tests.world import World


def results(*, leaks: int = 0, probes: int = 6412, day: int = 1) -> bytes:
    """A results file as `make attack` writes it, later than any that was kept."""
    kept = {
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "seed": 7,
        "started_at": f"2099-11-{day:02d}T10:00:00+00:00",
        "finished_at": f"2099-11-{day:02d}T10:12:00+00:00",
        "probes": probes,
        "leaks": leaks,
        "kinds": [{"kind": "A1 tenant escape", "probes": probes, "leaks": leaks}],
    }
    return json.dumps(kept).encode()


def test_officers_see_the_walls_and_the_last_attack(application: Dispatcher, harbor: World) -> None:
    attacks.keep(results(day=2))
    officer = sign_in_staff(application, harbor, "examiner")
    shown = officer.get("/isolation").text
    assert "How partners are kept apart" in shown
    for word in ("6,412", "0123456789ab", "Nothing leaked", "12 minutes", "seed 7"):
        assert word in shown, word
    with engine("bank").connect() as connection:
        now = standing(connection)
    assert now.faults == ()
    assert f'stat-value">{now.forced_tables}</p>' in shown
    assert now.forced_tables > 40
    assert "guildhall_app" in now.roles
    assert now.roles_that_skip == ()


def test_a_leak_is_told_as_one(application: Dispatcher, harbor: World) -> None:
    attacks.keep(results(leaks=2, day=28))
    officer = sign_in_staff(application, harbor, "bsa_officer")
    assert "2 leaks" in officer.get("/isolation").text
    attacks.keep(results(day=29))
    assert "Nothing leaked" in officer.get("/isolation").text


def test_the_same_file_is_recorded_once(harbor: World) -> None:
    assert attacks.keep(results(day=3, probes=6413)) is True
    assert attacks.keep(results(day=3, probes=6413)) is False


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        results().replace(b'"probes": 6412, "leaks"', b'"probes": 9999, "leaks"', 1),
        results().replace(b"+00:00", b""),
        b"[" * 100_000,
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="make attack"):
        read_attack(content)


def test_banks_read_runs_and_write_none(harbor: World) -> None:
    attacks.keep(results(day=4))
    with bank_reading(harbor.bank_id) as db:
        found = latest_attack(db)
        assert found is not None
        assert found.finished_at.tzinfo is not None
        with pytest.raises(Exception, match="permission denied"):
            db.execute(text("delete from attack_run"))


def test_the_run_that_comes_with_the_release_is_whole() -> None:
    shipped: Path = attacks.SHIPPED
    if not shipped.exists():
        pytest.skip("no attack was run on this release yet: `make attack`, then copy its file")
    run = read_attack(shipped.read_bytes())
    assert run.leaks == 0
    assert run.probes >= 6_000
    assert re.fullmatch(r"[0-9a-f]{40}", run.commit_id), "a commit, with no file changed"
    assert run.finished_at < datetime.now(UTC)
