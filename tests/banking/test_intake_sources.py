"""Three ways in: the letter box of the Fed, an officer's upload, the command line."""

import os
import subprocess
import sys
from pathlib import Path

from app.kernel.money import Money
from app.sandbox.bank_chart import write_whole
from tests.intake_verbs import Order, ach_file, bank_with, credit
from tests.outside_data import PROJECT
from tests.world import World


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def handed_over(world: World) -> list[bytes]:
    return [path.read_bytes() for path in sorted((world.outside_folder / "handed_over").glob("*"))]


def test_a_file_in_the_letter_box_is_taken_in_once_and_put_away(harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    path = harbor.outside_folder / "from_fed" / "morning.ach"
    write_whole(path, content)
    harbor.letter_box_is_emptied()
    write_whole(path, content)
    harbor.letter_box_is_emptied()

    assert not path.exists()
    assert (path.parent / "received" / path.name).read_bytes() == content
    assert harbor.ada.balance.current == usd(25_00)
    assert handed_over(harbor) == []


def test_a_half_written_file_is_left_alone(harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    folder = harbor.outside_folder / "from_fed"
    folder.mkdir(parents=True)
    (folder / "morning.ach.part").write_bytes(content[:500])
    harbor.letter_box_is_emptied()

    assert (folder / "morning.ach.part").exists()
    assert harbor.ada.balance.current == usd(0)


def test_an_uploaded_file_reaches_the_banks_own_books_too(harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    harbor.is_brought(content)
    harbor.bank_works()

    assert handed_over(harbor) == [content]


def test_a_refused_file_does_not(harbor: World) -> None:
    harbor.is_brought(ach_file([credit(harbor.ada)], world=harbor)[:500])
    harbor.bank_works()

    assert handed_over(harbor) == []


def test_the_command_line_gives_each_bank_its_own_entries(harbor: World) -> None:
    tom = harbor.tally.becomes_customer("Tom", "Reyes")
    content = ach_file([credit(harbor.ada), credit(tom, "$60.00")], world=harbor)
    receipts = harbor.is_imported(content)

    told = {receipt.bank_name: receipt.credit for receipt in receipts}
    assert told == {"Cedar Bank": usd(25_00), "Granite Trust": usd(60_00)}
    assert harbor.ada.balance.current == usd(25_00)
    assert tom.balance.current == usd(60_00)


def test_a_file_for_no_bank_here_is_refused_with_the_reason(harbor: World) -> None:
    stranger = Order("12", routing_number="091000019")
    [receipt] = harbor.is_imported(ach_file([stranger], world=harbor))

    assert receipt.is_refused
    assert "addressed to" in str(receipt)


def test_bytes_that_are_no_file_are_refused_with_the_reason(harbor: World) -> None:
    [receipt] = harbor.is_imported(b"id,amount\n1,25.00\n")

    assert receipt.is_refused
    assert receipt.file_id is None
    assert "94" in str(receipt)


def test_the_command_tells_what_it_did_and_refuses_a_repeat(harbor: World, tmp_path: Path) -> None:
    here = bank_with(harbor, ("107005047",))
    path = tmp_path / "evening.ach"
    path.write_bytes(ach_file([Order("12", routing_number="107005047")], world=harbor))
    first, again = guildhall(here, "import", "ach", path), guildhall(here, "import", "ach", path)

    assert (first.returncode, again.returncode) == (0, 1), first.stdout + first.stderr
    assert "evening.ach: accepted by Everybody's Bank; 1 entry, $25.00 in." in first.stdout
    assert "already received" in again.stdout
    assert here.held_by(here.house_id, "suspense") == usd(25_00)


def guildhall(world: World, *words: object) -> subprocess.CompletedProcess[str]:
    admin = world.config.database.admin
    assert admin is not None
    known = {
        "GUILDHALL_ENV": "test",
        "DATABASE_URL": admin.set(drivername="postgresql").render_as_string(hide_password=False),
        "REDIS_URL": world.config.redis_url,
        "GUILDHALL_DATA": str(world.config.data_folder),
    }
    command = [sys.executable, "-m", "app.cli", *map(str, words)]
    return subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, **known},
        check=False,
        capture_output=True,
        text=True,
    )
