"""The whole journal as plain-text accounting: hledger counts what we count, to the last unit."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.post import post
from app.banking.ledger.plain_text import Format, account_name, journal
from app.banking.ledger.queries import ledger_accounts
from app.banking.ledger.rules import move
from app.kernel.ids import LedgerAccountId, new_id, shown
from app.kernel.money import Money
from app.storage.session import partner_reading, partner_work
from tests.banking.test_seals import paid, pays
from tests.world import START, World

AWKWARD = (
    "Zoë; O'Brien  (two  spaces)",
    "=SUM(A1)",
    "! * ; comment",
    "山田太郎",
    "",
    "a:b:c",
    "x" * 200,
    "tab\tnew\nline",
)
WORDS = (
    "date:2020-99-99",
    "[2020-99-99] ; and | more",
    "two\nlines  2026-01-01 * no",
    "; comment",
    "  @ 5 USD = 7",
    "\u2028",
)


@pytest.fixture
def journalled(harbor: World) -> World:
    """Awkward names and words, and money in currencies with none and with three decimals."""
    harbor.ada.is_given("900.07")
    harbor.grace.is_given("0.03")
    for number, words in enumerate(WORDS, 1):
        pays(harbor, number, words, entries=entries_with(harbor, number, words))
    for number, name in enumerate(AWKWARD):
        currency = ("USD", "JPY", "KWD")[number % 3]
        debit, credit = (opened(harbor, name, currency, f"{number}{side}") for side in "ab")
        with partner_work(harbor.partner_id) as db:
            amount = Money(9_007_199_254_740_993 + number, currency)
            draft = paid(harbor, 1, entries=move(amount, debit=debit, credit=credit))
            post(db, draft, now=harbor.now)
    return harbor


def entries_with(world: World, minor: int, words: str) -> tuple[object, ...]:
    debit, credit = world.ada.ledger_account_id, world.grace.ledger_account_id
    entries = move(Money(minor, "USD"), debit=debit, credit=credit)
    return tuple(replace(entry, description=words) for entry in entries)


def opened(world: World, name: str, currency: str, code: str) -> LedgerAccountId:
    with partner_work(world.partner_id) as db:
        order = LedgerAccountOrder(
            code=f"{world.program_id} {code}",
            name=name or "-",
            kind="asset",
            currency=currency,
            is_pooled=True,
        )
        return open_ledger_account(db, order, now=world.now)


def written(world: World, form: Format, path: Path) -> Path:
    with partner_reading(world.partner_id) as db:
        path.write_text("".join(f"{line}\n" for line in journal(db, form=form)), encoding="utf-8")
    return path


def own_balances(world: World) -> dict[str, tuple[str, str]]:
    """Net debit of every account that moved, by its shown id: amount and currency."""
    with partner_reading(world.partner_id) as db:
        lines = ledger_accounts(db)
    found = {}
    for line in lines:
        current = line.balance.current
        net = current if line.normal_side == "debit" else -current
        if net.minor:
            found[shown("ledger_account", line.id)] = (net.decimal(), net.currency)
    return found


def test_hledger_comes_to_the_same_for_every_account(journalled: World, tmp_path: Path) -> None:
    if shutil.which("hledger") is None:
        pytest.skip("hledger is not installed; packages.txt names it")
    path = written(journalled, "hledger", tmp_path / "harbor.journal")
    ran = subprocess.run(
        ["hledger", "-f", path, "balance", "--flat", "-N", "-O", "csv"],
        capture_output=True,
        text=True,
        check=True,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    counted = {}
    for row in csv.DictReader(io.StringIO(ran.stdout)):
        amount, currency = row["balance"].split(" ")
        counted[row["account"].rpartition("-")[2]] = (amount.replace(",", ""), currency)
    assert counted == own_balances(journalled)
    checked = subprocess.run(
        ["hledger", "-f", path, "check", "--strict"],
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert checked.returncode == 0, checked.stderr


def test_every_transaction_is_written_once(journalled: World, tmp_path: Path) -> None:
    for form in ("hledger", "ledger"):
        text = written(journalled, form, tmp_path / form).read_text()
        heads = re.findall(r"^\d{4}-\d\d-\d\d \* \((txn_[0-9a-f]{32})\)", text, re.MULTILINE)
        assert len(heads) == len(set(heads)) == 2 + len(WORDS) + len(AWKWARD)
        assert ("decimal-mark" in text) == (form == "hledger")


def test_account_names_are_unique_and_safe() -> None:
    ids = [new_id(START) for _ in AWKWARD]
    names = [account_name("asset", name, its_id) for name, its_id in zip(AWKWARD, ids, strict=True)]
    assert all(re.fullmatch(r"asset:[A-Za-z0-9_-]+", name) for name in names)
    same = {account_name("asset", "Ada", its_id) for its_id in ids}
    assert len(same) == len(ids)
