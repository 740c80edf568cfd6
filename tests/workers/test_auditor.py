"""The auditor looks, keeps what it saw, and says loudly what is broken."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app.banking.invariants.actions.keep_run import keep_run
from app.banking.invariants.catalogue import NAMES
from app.banking.invariants.checking import Outcome
from app.banking.invariants.looking import look
from app.banking.invariants.queries import Standing, standings, standings_of_bank
from app.banking.invariants.rules import RUNS_KEPT, State
from app.commands.check import show
from app.kernel.ids import new_id
from app.storage import schedule_runs
from app.storage.clock import wall_now
from app.storage.scope import Scope
from app.storage.session import auditing, bank_reading, session_for
from app.workers import auditor
from app.workers.auditor import keep_auditing, tell
from tests.world import World

BALANCE = "update ledger_account set current_minor = %s where partner_id = %s and id = %s"


class Keys:
    """Who has the keys to the database can bend a balance, and put it right again."""

    def __init__(self, world: World, db: psycopg.Connection) -> None:
        self.account = (world.partner_id, world.ada.ledger_account_id)
        self.db = db

    def set_balance(self, minor: int) -> None:
        self.db.execute(BALANCE, (minor, *self.account))


@pytest.fixture
def keys(harbor: World) -> Iterator[Keys]:
    harbor.ada.is_given("5.00")
    url = harbor.config.database.admin
    assert url is not None
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as db:
        found = Keys(harbor, db)
        yield found
        found.set_balance(500)
    look(wall_now)


def second(found: list[Standing]) -> Standing:
    return next(each for each in found if each.name == "I2")


def faults_of(world: World) -> list[str]:
    """What the officer of the world's bank reads about balances."""
    with bank_reading(world.bank_id) as db:
        return [line.fault for line in second(standings_of_bank(db)).findings]


def test_a_look_is_kept_for_all_ten(harbor: World) -> None:
    began = wall_now()

    look(wall_now)

    with auditing() as db:
        found = standings(db)
    assert [each.name for each in found] == list(NAMES)
    assert all(each.looked_at and each.looked_at >= began for each in found)
    assert all(each.took is not None and each.took < timedelta(seconds=30) for each in found)


def test_a_row_is_kept_with_its_partner_until_it_is_mended(harbor: World, keys: Keys) -> None:
    keys.set_balance(501)
    look(wall_now)
    told = "its current balance is kept as 501, its entries come to 500"

    assert faults_of(harbor) == [told]
    assert faults_of(harbor.tally) == [], "another bank learns nothing of it"
    with auditing() as db:
        assert second(standings(db)).state is State.RED

    keys.set_balance(500)
    look(wall_now)
    assert faults_of(harbor) == []


@pytest.mark.tampers
def test_since_when_a_row_is_broken_is_remembered(harbor: World, keys: Keys) -> None:
    keys.set_balance(501)
    look(wall_now)
    first = since(harbor)
    look(wall_now)

    assert since(harbor) == first


def since(world: World) -> datetime | None:
    with bank_reading(world.bank_id) as db:
        return second(standings_of_bank(db)).findings[0].first_seen_at


def of_partner(outcomes: Iterable[Outcome], world: World) -> list[Outcome]:
    """Without what other tests left broken in this database: only the first rows are told."""
    return [
        replace(each, findings=tuple(f for f in each.findings if f.partner_id == world.partner_id))
        for each in outcomes
    ]


@pytest.mark.tampers
def test_what_is_broken_is_said_loudly_and_without_figures(harbor: World, keys: Keys) -> None:
    keys.set_balance(501)
    outcomes = look(wall_now)

    with capture_logs() as lines:
        tell(of_partner(outcomes, harbor))

    row = next(line for line in lines if line.get("partner_id") == str(harbor.partner_id))
    assert row == {
        "event": "invariant.row",
        "log_level": "error",
        "invariant": "I2",
        "partner_id": str(harbor.partner_id),
        "kind": "ledger_account",
        "row_id": str(harbor.ada.ledger_account_id),
    }


@pytest.mark.tampers
def test_the_command_says_the_row_and_ends_with_one(
    harbor: World, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.set_balance(501)

    code = show(look(wall_now))

    said = capsys.readouterr().out
    assert code == 1
    assert f"red: ledger_account {harbor.ada.ledger_account_id} of {harbor.partner_id}" in said
    assert "its current balance is kept as 501, its entries come to 500" in said
    assert said.count("\nI") == len(NAMES) - 1


def test_the_latest_looks_are_kept_and_no_more(harbor: World) -> None:
    sunday = datetime(2031, 3, 2, tzinfo=UTC)
    for number in range(RUNS_KEPT + 3):
        at = sunday + timedelta(minutes=number)
        with session_for("clock", Scope()) as db, db.begin():
            outcome = Outcome("I99", reds=number, warnings=0, findings=())
            keep_run(db, outcome, run_id=new_id(at), started_at=at, finished_at=at)

    with session_for("clock", Scope()) as db:
        kept = db.scalars(
            text("select reds from invariant_run where invariant = 'I99' order by finished_at")
        ).all()
    assert kept == list(range(3, RUNS_KEPT + 3))


def test_one_auditor_looks_and_the_others_wait(
    harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping, looks = Event(), []
    monkeypatch.setattr(auditor, "look", lambda _clock: looks.append(1) or [])
    monkeypatch.setattr(auditor, "REST_SECONDS", 0.01)
    with session_for("clock", Scope()) as db:
        assert schedule_runs.lead(db, schedule_runs.AUDITOR)
        waiting = Thread(target=keep_auditing, args=(harbor.config, stopping))
        waiting.start()
        waiting.join(0.3)
        assert looks == []
    for _ in range(100):
        waiting.join(0.05)
        if looks:
            break
    stopping.set()
    waiting.join(5)
    assert looks


def test_the_auditor_cannot_write(harbor: World) -> None:
    partner_id: UUID = harbor.partner_id
    for statement in (
        "update ledger_account set current_minor = 0",
        f"delete from entry where partner_id = '{partner_id}'",
        "insert into invariant_run select * from invariant_run",
    ):
        refused = pytest.raises(Exception, match=r"read-only transaction|permission denied")
        with refused, auditing() as db:
            db.execute(text(statement))


@pytest.mark.parametrize(
    "column", ["customer.given_name", "login.email", "payment.counterparty_name", "outbox.payload"]
)
def test_the_auditor_reads_no_persons_data(harbor: World, column: str) -> None:
    table, _, name = column.partition(".")
    refused = pytest.raises(Exception, match="permission denied")
    with refused, auditing() as db:
        db.execute(text(f"select {name} from {table}"))
