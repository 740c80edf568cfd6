"""Killed between any two steps, or run by two at once: each payment still goes out once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.banking.payments.rules import cut_off
from app.kernel.failpoints import KILLED, SETTING
from app.kernel.money import Money
from app.rails.calendars import next_window
from app.rails.nacha.read import Reading
from app.sandbox import fed
from tests.world import World

ROOT = Path(__file__).parents[2]
PLACES = (
    "window.reserved",
    "window.partner_submitted",
    "window.submitted",
    "window.written",
    "window.handed_over",
)


def run_in_a_process(world: World, what: str, *, dying_at: str = "") -> int:
    url = world.config.database.admin
    assert url is not None
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.workers.window_run",
            what,
            str(world.house_id),
            str(world.bank_id),
            world.now.isoformat(),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "GUILDHALL_ENV": "test",
            "DATABASE_URL": url.render_as_string(hide_password=False),
            "REDIS_URL": world.config.redis_url,
            "GUILDHALL_DATA": str(world.config.data_folder),
            SETTING: dying_at,
        },
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode in (0, KILLED), done.stderr.decode()
    return done.returncode


def three_people_pay(world: World) -> None:
    lin = world.juniper.becomes_customer("Lin", "Castellanos")
    for person in (world.ada, world.grace, lin):
        person.is_given("$50.00")
        person.sends_ach("$20.00")
    world.moves_to(cut_off(next_window(world.now).deadline_at))


def sent_once(world: World) -> Reading:
    [file] = world.sent_files()
    assert file.problems == ()
    assert sorted(entry.amount_minor for entry in file.entries) == [20_00, 20_00, 20_00]
    for person in (world.ada, world.grace):
        assert person.balance.current == Money(29_75, "USD")
        assert person.balance.held == Money(0, "USD")
    [kept] = world.files_of_the_bank()
    assert (kept.status, kept.sha256) == ("sent", file.content_hash)
    return file


@pytest.mark.parametrize("place", PLACES)
def test_a_window_that_died_is_finished_by_the_next_run(harbor: World, place: str) -> None:
    three_people_pay(harbor)

    assert run_in_a_process(harbor, "send", dying_at=place) == KILLED
    harbor.sends_window()
    harbor.sends_window()

    sent_once(harbor)


def test_a_window_that_died_is_finished_even_after_its_deadline(harbor: World) -> None:
    """What had left the accounts goes out late; the rest waits for a window of its own."""
    three_people_pay(harbor)
    assert run_in_a_process(harbor, "send", dying_at="window.partner_submitted") == KILLED
    harbor.wait(hours=1)

    harbor.sends_window()

    [late] = harbor.sent_files()
    assert 0 < len(late.entries) < 3
    harbor.window_closes()
    amounts = [entry.amount_minor for file in harbor.sent_files() for entry in file.entries]
    assert amounts == [20_00, 20_00, 20_00]


def test_a_settlement_that_died_is_finished_by_the_next_run(harbor: World) -> None:
    three_people_pay(harbor)
    harbor.sends_window()
    harbor.fed_ticks()
    harbor.moves_to(next_window(harbor.now).settles_at)
    harbor.fed_ticks()

    assert run_in_a_process(harbor, "settle", dying_at="settlement.partner_settled") == KILLED
    harbor.settles()
    harbor.settles()

    [file] = harbor.files_of_the_bank()
    assert file.status == "settled"
    for world in (harbor, harbor.juniper):
        assert {line.status for line in world.payments()} == {"settled"}
        assert world.pooled()["fbo_cash"] in ("$60.00", "$30.00")
        assert "ach_outgoing" not in world.pooled()


def test_two_workers_send_a_window_once(harbor: World) -> None:
    three_people_pay(harbor)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _n: harbor.sends_window(), range(4)))

    sent_once(harbor)


def test_a_payment_made_after_the_file_is_written_goes_with_the_next(harbor: World) -> None:
    three_people_pay(harbor)
    harbor.sends_window()
    late = harbor.ada.sends_ach("$1.00")

    harbor.sends_window()

    assert harbor.payment(late).status == "approved"
    assert len(harbor.sent_files()[0].entries) == 3


def test_an_empty_window_sends_nothing(harbor: World) -> None:
    harbor.window_closes()
    assert harbor.sent_files() == []
    assert harbor.files_of_the_bank() == []


def test_the_fed_may_look_as_often_as_it_likes(harbor: World) -> None:
    three_people_pay(harbor)
    harbor.sends_window()
    harbor.fed_settles()
    for _ in range(3):
        harbor.fed_ticks()
        harbor.settles()
    before = harbor.pooled()

    harbor.fed_returns()
    harbor.fed_ticks()

    assert harbor.pooled() == before
    assert not list((harbor.outside_folder / fed.FROM_FED).glob("*"))


def test_a_file_of_the_same_name_with_other_content_is_refused(harbor: World) -> None:
    slug = harbor.partner.bank.slug
    harbor.rail.send(slug, "a.ach", b"first")
    harbor.rail.send(slug, "a.ach", b"first")
    with pytest.raises(Exception, match="Another file"):
        harbor.rail.send(slug, "a.ach", b"second")


def test_the_fed_refuses_what_is_no_file(harbor: World) -> None:
    slug = harbor.partner.bank.slug
    harbor.rail.send(slug, "broken.ach", b"not a file")
    harbor.fed_ticks()
    assert (harbor.outside_folder / "refused" / "broken.ach.json").exists()
    assert harbor.rail.settlement_of(slug, "broken.ach") is None
