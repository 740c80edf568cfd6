"""Whatever happens while a file is posted: every entry posts exactly once."""

import os
import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread

import psycopg
import pytest

from app.banking.events.leases import Only, due_work
from app.banking.payments.actions.post_share import BATCH_ENTRIES_MAX, post_share
from app.banking.payments.intake_outcomes import shares_of
from app.kernel.actor import RAIL
from app.kernel.failpoints import KILLED, SETTING
from app.kernel.ids import FileId
from app.kernel.money import Money
from app.storage.clock import wall_now
from app.storage.session import bank_reading, clock_reading, house_work
from app.workers.run import Outcome as Ended
from app.workers.run import drain, run
from tests.intake_verbs import Order, ach_file, credit
from tests.outside_data import PROJECT
from tests.world import World

NOBODY = Order("4401999999999", "$70.00")


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def is_killed_while_posting(world: World, place: str) -> None:
    """A worker process takes up the bank's work and dies at a place, as by kill -9."""
    assert world.config.database.admin is not None
    environment = {
        "GUILDHALL_ENV": "test",
        "DATABASE_URL": world.config.database.admin.render_as_string(hide_password=False),
        "REDIS_URL": world.config.redis_url,
        "GUILDHALL_DATA": str(world.config.data_folder),
        SETTING: place,
    }
    command = ["-m", "tests.intake_process", str(world.house_id), world.now.isoformat()]
    died = subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env={**os.environ, **environment}, check=False
    )
    assert died.returncode == KILLED


def work_goes_on(world: World) -> None:
    """A minute later somebody else finds the work, with the dead worker's lease run out."""
    later = wall_now() + timedelta(minutes=5)
    with clock_reading() as db:
        mine = Only(partners=[world.house_id])
        due = due_work(db, now=world.now, wall=later, limit=100, only=mine)
    assert due
    assert {run(each.partner_id, each.work_id, now=world.now, wall=later) for each in due} == {
        Ended.DONE
    }


def names_posted(world: World, file_id: FileId | None) -> list[str]:
    assert file_id
    with bank_reading(world.bank_id) as db:
        return [share.name for share in shares_of(db, file_id) if share.posted_at]


@pytest.mark.parametrize(
    ("place", "done"), [("share.posting", 0), ("share.posted", 1), ("file.distributed", 3)]
)
def test_a_worker_killed_while_posting_loses_and_doubles_nothing(
    harbor: World, place: str, done: int
) -> None:
    june = harbor.juniper.becomes_customer("June", "Marsh")
    orders = [credit(harbor.ada), credit(june, "$40.00"), credit(harbor.grace, "$7.00"), NOBODY]
    receipt = harbor.is_brought(ach_file(orders, world=harbor), came_from="fed")

    is_killed_while_posting(harbor, place)
    assert len(names_posted(harbor, receipt.file_id)) == done

    work_goes_on(harbor)
    assert names_posted(harbor, receipt.file_id) == ["Harbor", "Juniper", "Cedar Bank"]
    assert harbor.ada.balance.current == usd(25_00)
    assert harbor.grace.balance.current == usd(7_00)
    assert june.balance.current == usd(40_00)
    assert harbor.held_by(harbor.house_id, "suspense") == usd(70_00)
    assert harbor.held_by(harbor.program_id, "fbo_cash") == usd(32_00)
    assert harbor.bank_works().done == 0


def test_one_partners_trouble_keeps_no_other_waiting(harbor: World) -> None:
    june = harbor.juniper.becomes_customer("June", "Marsh")
    orders = [credit(harbor.ada), credit(june, "$40.00"), NOBODY]
    receipt = harbor.is_brought(ach_file(orders, world=harbor), came_from="fed")
    assert harbor.config.database.admin is not None
    admin = harbor.config.database.admin.set(drivername="postgresql")
    with psycopg.connect(admin.render_as_string(hide_password=False)) as stuck:
        lock = "select 1 from ledger_account where id = %s for update"
        stuck.execute(lock, (harbor.ada.ledger_account_id,))
        drain(harbor.now, only=Only(partners=[harbor.house_id]))
        assert names_posted(harbor, receipt.file_id) == ["Juniper", "Cedar Bank"]
        stuck.rollback()

    work_goes_on(harbor)
    assert names_posted(harbor, receipt.file_id) == ["Harbor", "Juniper", "Cedar Bank"]
    assert harbor.ada.balance.current == usd(25_00)
    assert june.balance.current == usd(40_00)


def test_a_large_share_is_posted_batch_by_batch(harbor: World) -> None:
    orders = [credit(harbor.ada, "$1.00") for _ in range(BATCH_ENTRIES_MAX + 10)]
    receipt = harbor.is_brought(ach_file(orders, world=harbor), came_from="fed")
    with house_work(harbor.partner_id, harbor.bank_id) as db:
        assert receipt.file_id
        share = {"file_id": receipt.file_id, "actor": RAIL, "now": harbor.now}
        assert post_share(db, **share) == BATCH_ENTRIES_MAX
    assert names_posted(harbor, receipt.file_id) == []
    harbor.bank_works()

    assert names_posted(harbor, receipt.file_id) == ["Harbor"]
    assert harbor.ada.balance.current == usd((BATCH_ENTRIES_MAX + 10) * 1_00)


def test_a_file_brought_twice_at_once_is_stored_once(harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    start, receipts = Barrier(4), []

    def officer() -> None:
        start.wait()
        receipts.append(harbor.is_brought(content))

    threads = [Thread(target=officer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    harbor.bank_works()

    assert sorted(receipt.is_repeat for receipt in receipts) == [False, True, True, True]
    assert harbor.ada.balance.current == usd(25_00)
