"""Work that waits is done once, by whoever holds its lease."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from app.banking.events.leases import ATTEMPTS_MAX, LEASE, hold, take
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.workers.run import Drained, Outcome, drain, run
from tests.workers import kinds
from tests.workers.kinds import asked, only_here, times_noted, waiting
from tests.world import World


def test_due_work_is_done_once(harbor: World) -> None:
    work_id = asked(harbor, "test.note")

    outcomes = [run(harbor.partner_id, work_id, now=harbor.now) for _ in range(3)]

    assert outcomes == [Outcome.DONE, Outcome.LEFT, Outcome.LEFT]
    assert times_noted(harbor, work_id) == 1


def test_work_of_tomorrow_waits_for_tomorrow(harbor: World) -> None:
    work_id = asked(harbor, "test.note", in_days=1)

    assert run(harbor.partner_id, work_id, now=harbor.now) is Outcome.LEFT
    assert run(harbor.partner_id, work_id, now=harbor.wait(days=1)) is Outcome.DONE


def test_the_same_work_asked_for_twice_waits_once(harbor: World) -> None:
    asked(harbor, "test.note", key="salary")
    asked(harbor, "test.note", key="salary")

    assert drain(harbor.now, only=only_here(harbor)).done == 1


def test_work_that_fails_does_not_keep_the_rest_waiting(
    harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workers.run.DRAIN_BATCH", 2)
    for name in ("salary", "rent", "gas"):
        kinds.failures_left[name] = 1
        asked(harbor, "test.stumble", name=name)
    work_id = asked(harbor, "test.note")

    drained = drain(harbor.now, only=only_here(harbor))

    assert drained == Drained(done=1, troubled=3)
    assert times_noted(harbor, work_id) == 1


def test_two_workers_at_one_piece_of_work_do_it_once(harbor: World) -> None:
    work_id = asked(harbor, "test.note")
    start, outcomes = Barrier(4), []

    def worker() -> None:
        start.wait()
        outcomes.append(run(harbor.partner_id, work_id, now=harbor.now))

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "left", "left", "left"]
    assert times_noted(harbor, work_id) == 1


def test_what_fails_is_undone_remembered_and_tried_again(harbor: World) -> None:
    work_id = asked(harbor, "test.stumble", name="twice")
    kinds.failures_left["twice"] = 2
    wall = wall_now()

    outcomes = []
    for _ in range(3):
        outcomes.append(run(harbor.partner_id, work_id, now=harbor.now, wall=wall))
        wall += timedelta(minutes=10)

    assert outcomes == [Outcome.PUT_OFF, Outcome.PUT_OFF, Outcome.DONE]
    assert times_noted(harbor, work_id) == 1, "what a failed attempt wrote is rolled back"


def test_put_off_work_says_why_and_waits(harbor: World) -> None:
    work_id = asked(harbor, "test.stumble", name="once")
    kinds.failures_left["once"] = 1
    wall = wall_now()

    run(harbor.partner_id, work_id, now=harbor.now, wall=wall)

    assert waiting(harbor, work_id).last_error == "fed_busy: The Fed does not answer."
    assert run(harbor.partner_id, work_id, now=harbor.now, wall=wall) is Outcome.LEFT


def test_a_poison_pill_is_given_up_where_it_can_be_seen(harbor: World) -> None:
    work_id = asked(harbor, "test.stumble", name="always")
    kinds.failures_left["always"] = 1_000
    wall = wall_now()

    outcomes = []
    for _ in range(ATTEMPTS_MAX + 2):
        outcomes.append(run(harbor.partner_id, work_id, now=harbor.now, wall=wall))
        wall += timedelta(hours=1)

    assert outcomes.count(Outcome.PUT_OFF) == ATTEMPTS_MAX - 1
    assert outcomes[ATTEMPTS_MAX - 1 :] == [Outcome.FAILED, Outcome.LEFT, Outcome.LEFT]
    assert waiting(harbor, work_id).failed_at is not None


@pytest.mark.tampers  # with the wall clock: its lease ends far in the future
def test_work_that_kills_every_worker_is_given_up_too(harbor: World) -> None:
    work_id = asked(harbor, "test.note")
    wall = wall_now()
    for _ in range(ATTEMPTS_MAX):
        with partner_work(harbor.partner_id) as db:
            assert take(db, work_id, now=harbor.now, wall=wall), "and then the worker died"
        wall += 2 * LEASE

    assert run(harbor.partner_id, work_id, now=harbor.now, wall=wall) is Outcome.LEFT
    assert waiting(harbor, work_id).failed_at is not None
    assert times_noted(harbor, work_id) == 0


def test_a_lease_that_ran_out_passes_to_the_next(harbor: World) -> None:
    work_id = asked(harbor, "test.note")
    wall = wall_now()
    with partner_work(harbor.partner_id) as db:
        first = take(db, work_id, now=harbor.now, wall=wall)
    later = wall + LEASE + timedelta(seconds=1)

    with partner_work(harbor.partner_id) as db:
        assert take(db, work_id, now=harbor.now, wall=wall) is None, "while it is leased"
        assert take(db, work_id, now=harbor.now, wall=later) is not None

    assert first is not None
    with partner_work(harbor.partner_id) as db:
        assert not hold(db, first), "the slow worker must not finish what another has taken"


def test_work_of_a_kind_nobody_knows_fails_where_it_can_be_seen(harbor: World) -> None:
    work_id = asked(harbor, "test.unheard_of")

    assert run(harbor.partner_id, work_id, now=harbor.now) is Outcome.PUT_OFF
    assert waiting(harbor, work_id).last_error == "LookupError: no handler for test.unheard_of"


def test_a_bank_s_own_work_is_not_for_a_brand(harbor: World) -> None:
    house_id = asked(harbor, "test.house", partner_id=harbor.house_id)
    brand_id = asked(harbor, "test.house")

    assert run(harbor.house_id, house_id, now=harbor.now) is Outcome.DONE
    assert run(harbor.partner_id, brand_id, now=harbor.now) is Outcome.PUT_OFF


def test_nobody_does_another_partner_s_work(harbor: World) -> None:
    work_id = asked(harbor, "test.note")

    assert run(harbor.juniper.partner_id, work_id, now=harbor.now) is Outcome.LEFT
    assert times_noted(harbor, work_id) == 0


def test_a_hold_expires_at_its_time(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    with partner_work(harbor.partner_id) as db:
        kinds.hold_for_a_day(db, harbor.ada, "$40.00", now=harbor.now)
    assert str(harbor.ada.balance.available) == "$60.00"

    drain(harbor.wait(days=1), only=only_here(harbor))

    assert str(harbor.ada.balance.available) == "$100.00"
