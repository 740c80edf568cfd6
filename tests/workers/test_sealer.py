"""The sealer: one leads, it survives a lost database, and each day's roots leave the house."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.banking.ledger.seals import day_roots, last_block, seal_lag
from app.config import Config
from app.storage.schedule_runs import SCHEDULE, SEALER, lead
from app.storage.scope import Scope
from app.storage.session import clock_reading, engine, partner_reading, session_for
from app.workers.sealer import keep_sealing
from tests.banking.test_seals import pays
from tests.seal_verbs import exported, faults, judged, roots, superuser
from tests.world import World

WAIT_SECONDS = 60.0


@contextmanager
def sealer(config: Config) -> Iterator[threading.Thread]:
    stopping = threading.Event()
    thread = threading.Thread(target=keep_sealing, args=(config, stopping), daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stopping.set()
        thread.join(WAIT_SECONDS)
    assert not thread.is_alive()


def soon(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def is_sealed(world: World) -> bool:
    with partner_reading(world.partner_id) as db:
        return last_block(db) is not None and seal_lag(db).transactions == 0


@pytest.fixture
def rich(harbor: World) -> World:
    harbor.ada.is_given("100.00")
    harbor.grace.is_given("1.00")
    return harbor


def test_every_partner_is_sealed_within_moments(rich: World) -> None:
    rich.juniper.ada.is_given("5.00")
    with sealer(rich.config):
        assert soon(lambda: is_sealed(rich))
        assert soon(lambda: is_sealed(rich.juniper))
        pays(rich, 1_00)
        assert soon(lambda: is_sealed(rich))
    assert faults(rich) == []


def test_one_leads_and_another_takes_over(rich: World) -> None:
    with session_for("clock", Scope()) as first:
        assert lead(first, SEALER)
        assert lead(first, SCHEDULE), "the schedule has a leader of its own"
        with clock_reading() as second:
            assert not lead(second, SEALER)
        with sealer(rich.config):
            time.sleep(1.5)
            assert not is_sealed(rich)
            first.rollback()
            assert soon(lambda: is_sealed(rich))


def test_it_goes_on_when_the_database_was_away(rich: World) -> None:
    with sealer(rich.config) as thread:
        assert soon(lambda: is_sealed(rich))
        with superuser(rich.config) as db:
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() "
                "and usename in ('guildhall_app', 'guildhall_clock')"
            )
        assert soon(lambda: can_pay(rich))
        assert soon(lambda: is_sealed(rich))
        assert thread.is_alive()
    for role in ("app", "portal", "bank", "clock"):
        engine(role).dispose()
    assert faults(rich) == []


def can_pay(world: World) -> bool:
    try:
        pays(world, 1_00)
    except Exception:  # noqa: BLE001 -- a connection that was cut
        return False
    return True


def test_a_closed_day_is_handed_to_the_bank_once(rich: World) -> None:
    rich.juniper.ada.is_given("7.00")
    rich.bank_keeps_books()
    day = rich.day_ends()
    path = rich.bank_folder / "roots" / f"{day}.json"
    handed = path.read_bytes()
    told = json.loads(handed)
    assert [each["slug"].split("-")[0] for each in told] == ["harbor", "juniper"]
    with partner_reading(rich.partner_id) as db:
        (root,) = day_roots(db)
    assert (told[0]["block_number"], told[0]["block_hash"]) == (
        root.block_number,
        root.block_hash.hex(),
    )
    assert root.business_on == day
    pays(rich, 1_00)
    roots(rich, day, partners=(rich.partner_id, rich.juniper.partner_id))
    assert path.read_bytes() == handed, "a day that has its root keeps it"
    assert faults(rich) == []


def test_the_bank_s_own_copy_contradicts_a_ledger_made_anew(
    rich: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    day = rich.day_ends(bank_writes=False)
    path = rich.bank_folder / "roots" / f"{day}.json"
    folder = exported(rich, tmp_path_factory.mktemp("e") / "export")
    assert judged(folder, "--roots", path)[0] == 0
    told = json.loads(path.read_text())
    path.write_text(json.dumps([each | {"block_hash": "ab" * 32} for each in told]))
    code, said = judged(folder, "--roots", path)
    assert code == 1
    assert f"root of {day}: no block has the hash" in said
    roots(rich, day)
    assert "ab" * 32 in path.read_text(), "what the bank was handed is left as it is"


def test_balances_of_closed_days_stay_right_when_entries_come_late(rich: World) -> None:
    first = rich.day_ends(bank_writes=False)
    rich.next_day()
    pays(rich, 5_00)
    second = rich.day_ends(bank_writes=False)
    pays(rich, 2_00, effective_on=first)
    with partner_reading(rich.partner_id) as db:
        assert seal_lag(db).transactions == 1
    rich.next_day()
    rich.day_ends(bank_writes=False)
    with partner_reading(rich.partner_id) as db:
        days = db.execute(
            text(
                "select business_on, current_minor from ledger_day_balance "
                "where partner_id = :partner and ledger_account_id = :account order by 1"
            ),
            {"partner": rich.partner_id, "account": rich.ada.ledger_account_id},
        ).all()
    assert dict(days[:2]) == {first: 98_00, second: 93_00}  # type: ignore[arg-type]
    assert second - first < timedelta(days=7)
    assert faults(rich) == []
