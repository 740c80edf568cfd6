"""The plan is kept: in order, once, by one leader, and caught up with after a pause."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from app.banking.events.tables import OutboxRow
from app.kernel.errors import Refused
from app.storage import schedule_runs
from app.storage.scope import Scope
from app.storage.session import clock_reading, partner_work, session_for
from app.workers.plan import PLAN, Moment, Planned, Whose
from app.workers.polls import Polls
from app.workers.schedule import catch_up, close_day, keep_schedule
from tests.workers.process import WAIT_SECONDS_MAX
from tests.world import World

HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 4, 3, 12, tzinfo=UTC)
MONDAY = datetime(2026, 4, 6, 12, tzinfo=UTC)


def moments(kind: str, after: datetime, until: datetime) -> list[Moment]:
    planned = next(planned for planned in PLAN if planned.kind == kind)
    return list(planned.moments(after, until))


def hourly(kind: str, whose: Whose = "brands") -> Planned:
    """A line of a plan for one test alone."""

    def every_hour(after: datetime, until: datetime) -> Iterator[Moment]:
        due_at = after.replace(minute=0, second=0, microsecond=0) + HOUR
        while due_at <= until:
            yield Moment(due_at, {"hour": f"{due_at:%H}"})
            due_at += HOUR

    return Planned(kind, whose, every_hour)


def published(world: World, kind: str, partner_id: UUID | None = None) -> list[OutboxRow]:
    with partner_work(partner_id or world.partner_id) as db:
        rows = select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.due_at)
        return list(db.scalars(rows))


@pytest.fixture
def kind(harbor: World) -> str:
    """A kind that no other test plans."""
    return f"test.planned {harbor.partner_id}"


def test_a_kind_never_planned_before_counts_from_now_on(harbor: World, kind: str) -> None:
    plan = (hourly(kind),)

    assert catch_up(harbor.now, plan=plan) == []
    catch_up(harbor.wait(hours=1), plan=plan)

    assert len(published(harbor, kind)) == 1


def test_what_was_missed_is_caught_up_in_order(harbor: World, kind: str) -> None:
    plan = (hourly(kind),)
    catch_up(harbor.now, plan=plan)

    runs = catch_up(harbor.wait(hours=5), plan=plan)

    assert [run.due_at for run in runs] == sorted(run.due_at for run in runs)
    assert [row.payload["hour"] for row in published(harbor, kind)] == [
        "16",
        "17",
        "18",
        "19",
        "20",
    ]


def test_the_same_moment_is_never_planned_twice(harbor: World, kind: str) -> None:
    plan = (hourly(kind),)
    catch_up(harbor.now, plan=plan)
    harbor.wait(hours=1)

    catch_up(harbor.now, plan=plan)
    catch_up(harbor.now, plan=plan)

    assert len(published(harbor, kind)) == 1


def test_a_run_that_was_begun_and_not_finished_is_repeated(harbor: World, kind: str) -> None:
    plan = (hourly(kind),)
    catch_up(harbor.now, plan=plan)
    due_at = harbor.now + HOUR
    with clock_reading() as db:
        schedule_runs.begin(db, kind=kind, due_at=due_at, now=due_at)
    assert published(harbor, kind) == [], "the leader died between its notebook and the work"

    catch_up(harbor.wait(hours=2), plan=plan)

    assert [row.payload["hour"] for row in published(harbor, kind)] == ["16", "17"]
    with clock_reading() as db:
        assert kind not in {run.kind for run in schedule_runs.unfinished(db)}


def test_a_bank_s_plan_concerns_its_house_and_a_brand_s_its_brands(
    harbor: World, kind: str
) -> None:
    banks, brands = f"{kind} banks", f"{kind} brands"
    plan = (hourly(banks, "houses"), hourly(brands, "brands"))
    catch_up(harbor.now, plan=plan)
    catch_up(harbor.wait(hours=1), plan=plan)

    who = {
        (name, kind): len(published(harbor, kind, partner_id))
        for name, partner_id in (("house", harbor.house_id), ("brand", harbor.partner_id))
        for kind in (banks, brands)
    }

    assert who == {
        ("house", banks): 1,
        ("house", brands): 0,
        ("brand", banks): 0,
        ("brand", brands): 1,
    }


def test_only_one_schedule_leads(harbor: World) -> None:
    with session_for("clock", Scope()) as first, session_for("clock", Scope()) as second:
        assert schedule_runs.lead(first)
        assert not schedule_runs.lead(second)

        first.rollback()  # what the server does for a leader that died

        assert schedule_runs.lead(second)


def test_windows_close_on_banking_days_before_the_fed_does() -> None:
    over_easter = moments("ach.window", FRIDAY, MONDAY)

    deadlines = [datetime.fromisoformat(m.payload["window_at"]) for m in over_easter]
    assert all(m.due_at < deadline for m, deadline in zip(over_easter, deadlines, strict=True))
    assert all(earlier < later for earlier, later in pairwise(deadlines))
    assert {deadline.date() for deadline in deadlines} == {date(2026, 4, 3), date(2026, 4, 4)}
    assert len(deadlines) == 4, "three same-day windows, and the night that follows them"


def test_looking_twice_finds_the_windows_that_looking_once_finds() -> None:
    middle = FRIDAY + timedelta(hours=7, minutes=13)

    twice = moments("ach.window", FRIDAY, middle) + moments("ach.window", middle, MONDAY)

    assert twice == moments("ach.window", FRIDAY, MONDAY)


def test_books_close_on_banking_days_only() -> None:
    days = moments("day.close", FRIDAY, MONDAY + timedelta(days=1))

    assert [day.payload["business_on"] for day in days] == ["2026-04-03", "2026-04-06"]


def test_the_month_is_over_before_its_fees_and_statements() -> None:
    fees = moments("fees.charge", MONDAY, MONDAY + timedelta(days=60))
    statements = moments("statements.issue", MONDAY, MONDAY + timedelta(days=60))

    assert [each.payload["month_on"] for each in fees] == ["2026-04-01", "2026-05-01"]
    assert [each.payload for each in statements] == [each.payload for each in fees]
    assert all(f.due_at < s.due_at for f, s in zip(fees, statements, strict=True))


def test_a_file_from_outside_becomes_work_of_its_bank_once(harbor: World, tmp_path: Path) -> None:
    folder = tmp_path / "outside" / harbor.partner.bank.slug / "from_fed"
    folder.mkdir(parents=True)
    (folder / "payroll.ach").write_text("101 …")
    (folder / "unfinished.ach.part").write_text("10")

    Polls(tmp_path).look()
    again = Polls(tmp_path)
    again.look()
    assert again.look() == 0

    (work,) = published(harbor, "file.receive", harbor.house_id)
    assert Path(work.payload["path"]).name == "payroll.ach"


def test_many_balance_files_are_looked_at_once(harbor: World, tmp_path: Path) -> None:
    folder = tmp_path / "outside" / harbor.partner.bank.slug / "balances"
    folder.mkdir(parents=True)
    for day in range(1, 6):
        (folder / f"2026-03-0{day}.csv").write_text("…")
    polls = Polls(tmp_path)

    assert (polls.look(), polls.look()) == (5, 0)
    assert len(published(harbor, "balance.read", harbor.house_id)) == 1


def test_a_leader_that_stops_makes_room_for_the_next(harbor: World) -> None:
    stopping = Event()
    leader = Thread(target=keep_schedule, args=(harbor.config, stopping))
    leader.start()
    wait_until(lambda: not is_free())

    stopping.set()
    leader.join(WAIT_SECONDS_MAX)

    assert not leader.is_alive()
    assert is_free()


def test_a_day_that_is_not_over_cannot_be_closed(harbor: World) -> None:
    with pytest.raises(Refused, match="not over"):
        close_day(harbor.config, day=date(2999, 1, 3))


def test_a_day_on_which_no_bank_works_cannot_be_closed(harbor: World) -> None:
    with pytest.raises(Refused, match="not a business day"):
        close_day(harbor.config, day=date(2026, 3, 1))


def is_free() -> bool:
    """Whether nobody leads."""
    with session_for("clock", Scope()) as db:
        return schedule_runs.lead(db)


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not is_true():
        assert time.monotonic() < deadline, "it did not come true in time"
