"""The commands an operator gives for an examiner: verify, export, prove; each answers in words."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.banking.ledger.seals import day_roots
from app.cli import main
from app.kernel.ids import shown
from app.storage.session import partner_reading
from tests.banking.test_seals import pays
from tests.seal_verbs import seals, superuser
from tests.world import World

DONE, REFUSED = 0, 1
SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "verify_ledger.py"


@pytest.fixture
def rich(harbor: World) -> World:
    harbor.ada.is_given("900.00")
    harbor.grace.is_given("1.00")
    return harbor


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it told."""

    returncode: int
    stdout: str
    stderr: str


Guildhall = Callable[..., Said]


@pytest.fixture
def guildhall(
    rich: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Guildhall:
    """Our own command, over the database of this test."""
    admin = rich.config.database.admin
    assert admin is not None
    plain = admin.set(drivername="postgresql")
    monkeypatch.setenv("GUILDHALL_ENV", "test")
    monkeypatch.setenv("DATABASE_URL", plain.render_as_string(hide_password=False))
    monkeypatch.setenv("REDIS_URL", rich.config.redis_url)
    monkeypatch.setenv("GUILDHALL_DATA", str(rich.config.data_folder))

    def run(*words: object) -> Said:
        code = main([str(word) for word in words])
        return Said(code, *capsys.readouterr())

    return run


def examined(*words: object) -> subprocess.CompletedProcess[str]:
    """The examiner's script as an examiner runs it: alone."""
    command = [sys.executable, "-I", str(SCRIPT), *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.tampers
def test_verify_says_what_holds_and_names_what_does_not(rich: World, guildhall: Guildhall) -> None:
    slug = rich.partner.slug
    name = f"{rich.partner.name} ({slug})"
    changed = pays(rich, 5_00)
    seals(rich)
    pays(rich, 6_00)
    said = guildhall("verify", "--partner", slug)
    assert said.returncode == DONE, said.stderr
    ledger, trail = said.stdout.splitlines()
    assert ledger == f"{name}: 1 blocks, 3 transactions sealed, 1 waiting: everything holds"
    assert trail.startswith(f"{name}: audit trail, ")
    assert trail.endswith(" waiting: everything holds")
    with superuser(rich.config) as db:
        db.execute(
            "update entry set amount_minor = 501 where transaction_id = %s and line = 1", [changed]
        )
    said = guildhall("verify", "--partner", slug)
    assert said.returncode == REFUSED
    assert f"{name}: FAULT ledger_transaction {shown('transaction', changed)}" in said.stdout
    assert f"{name}: FAULT ledger_block 1: its transactions are not" in said.stdout
    assert guildhall("verify", "--partner", "nobody").returncode == REFUSED


def test_an_export_is_judged_by_a_stranger(
    rich: World, guildhall: Guildhall, tmp_path: Path
) -> None:
    day = rich.day_ends(bank_writes=False)
    pays(rich, 1_00)
    out = tmp_path / "harbor.zip"
    said = guildhall("export-ledger", "--partner", rich.partner.slug, "--out", out)
    assert said.returncode == DONE, said.stderr
    assert "2 transactions in 1 blocks" in said.stdout
    assert "1 transactions are not sealed yet" in said.stdout
    handed = rich.bank_folder / "roots" / f"{day}.json"
    judged = examined(out, "--roots", handed)
    assert (judged.returncode, judged.stdout.splitlines()[-1]) == (DONE, "PROVEN")
    again = guildhall("export-ledger", "--partner", rich.partner.slug, "--out", out)
    assert again.returncode == REFUSED
    assert "is there already; nothing was written" in again.stderr
    nowhere = guildhall(
        "export-ledger", "--partner", rich.partner.slug, "--out", tmp_path / "no" / "e.zip"
    )
    assert (nowhere.returncode, nowhere.stdout) == (REFUSED, "")
    assert "cannot be written: No such file or directory" in nowhere.stderr
    verified = guildhall("verify", "--partner", rich.partner.slug, "--roots", handed.parent)
    assert verified.returncode == DONE, verified.stdout
    handed.write_text(handed.read_text().replace('"block_hash": "', '"block_hash": "00'))
    verified = guildhall("verify", "--partner", rich.partner.slug, "--roots", handed)
    assert verified.returncode == REFUSED
    assert f"FAULT root of {day}: no block has the hash 00" in verified.stdout


def test_one_thing_is_proven_by_a_small_file(
    rich: World, guildhall: Guildhall, tmp_path: Path
) -> None:
    transaction_id = pays(rich, 5_00)
    day = rich.day_ends(bank_writes=False)
    with partner_reading(rich.partner_id) as db:
        (root,) = day_roots(db)
    paper = f"{day}={root.block_hash.hex()[:16]}"
    proof = tmp_path / "proof.json"
    for asked in (
        ("--transaction", shown("transaction", transaction_id)),
        ("--account", shown("account", rich.ada.account_id), "--day", day),
        ("--account", shown("ledger_account", rich.ada.ledger_account_id), "--day", day),
    ):
        said = guildhall("prove", *asked, "--out", proof)
        assert said.returncode == DONE, said.stderr
        judged = examined("--proof", proof, "--root", paper)
        assert judged.returncode == DONE, judged.stdout
    assert "Proof of 89500 minor units of USD" in judged.stdout
    assert json.loads(proof.read_text())["day_root"]["business_on"] == str(day)
    for asked in (("--transaction", "txn_nonsense"), ("--account", "acct_1", "--day", day)):
        assert guildhall("prove", *asked, "--out", proof).returncode == REFUSED


def test_the_journal_goes_into_a_file(rich: World, guildhall: Guildhall, tmp_path: Path) -> None:
    for form in ("hledger", "ledger"):
        out = tmp_path / form
        said = guildhall(
            "export-journal", "--partner", rich.partner.slug, "--format", form, "--out", out
        )
        assert said.returncode == DONE, said.stderr
        assert out.read_text().count("\n20") == 2
