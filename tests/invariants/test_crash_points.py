"""Killed at every named place on a posting's way: what was acknowledged is there, exactly once.

The web door is the real one, with its own processes; so is the sealer's and the worker's.
"""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.config import Config
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.customer_verbs import Person
from tests.invariants.doors import Sender, WebDoor, web_door
from tests.invariants.figures import Told, asked, fresh_seed
from tests.invariants.processes import waits_for
from tests.seal_verbs import faults, seals
from tests.web_clients import sign_in_customer
from tests.world import World

READING = ("request.received", "transaction.begun", "request.begun", "request.committing")
WRITING = ("ledger.posting", "ledger.posted", "audit.recorded")
REPLYING = "request.committed"
PLACES = (*READING, *WRITING, REPLYING)
REPLAYED = (*READING, REPLYING)  # asked again, it is answered without posting


@pytest.fixture(scope="module")
def door(installation: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDoor]:
    with web_door(installation, tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture
def sender(harbor: World, application: Dispatcher, door: WebDoor) -> Sender:
    """Ada at her browser, with enough money to pay Grace all day."""
    harbor.ada.is_given("4,000.00")
    visitor = sign_in_customer(application, harbor, harbor.ada)
    return Sender.of(door, visitor, harbor.grace)


def payments_of(person: Person) -> Counter[str]:
    """How many payments and transactions stand under each key."""
    question = (
        "select split_part(p.idempotency_key, ' ', 2), count(t.id) from payment p "
        "left join ledger_transaction t on t.subject_id = p.id where p.account_id = :account "
        "group by p.id, p.idempotency_key"
    )
    found: Counter[str] = Counter()
    with partner_work(person.world.partner_id) as db:
        for key, count in db.execute(text(question), {"account": person.account_id}):
            found[key] += count
    return found


class Attack:
    """One key after the other; what became of each is written down as the client knows it."""

    def __init__(self, sender: Sender) -> None:
        self.sender, self.seen = sender, Counter[str]()
        self.acknowledged: dict[str, str] = {}

    def sends(self, key: str, *, dying_at: str = "") -> str:
        if dying_at:
            self.sender.door.orders(dying_at)
        outcome = self.sender.sends(key)
        if dying_at:
            self.seen["kills"] += self.sender.door.was_carried_out()
        self.seen[outcome.partition(" ")[0]] += 1
        if outcome.startswith("ok"):
            first = self.acknowledged.setdefault(key, outcome)
            assert outcome == first, "another payment for the same key"
        return outcome

    def resolves(self, key: str) -> None:
        """Unknown is asked again until it is known."""
        waits_for(lambda: self.sends(key).startswith("ok"))

    def kills(self, places: tuple[str, ...], *, on_replay: bool) -> None:
        for place in places:
            key = f"{'replay' if on_replay else 'first'}-{self.seen['kills']}-{place}".replace(
                ".", "-"
            )
            if on_replay:
                self.resolves(key)
            self.sends(key, dying_at=place)
            self.resolves(key)
            self.resolves(key)


def attacked(harbor: World, sender: Sender, told: Told, *, first: int, again: int) -> None:
    number, attack = fresh_seed(), Attack(sender)
    dice = random.Random(number)
    for _ in range(first):
        attack.kills(PLACES, on_replay=False)
    for _ in range(again):
        attack.kills(tuple(dice.sample(REPLAYED, 2)), on_replay=True)
    cut = [f"cut-off-{n}" for n in range(3 * first)]
    for key in cut:
        sender.is_cut_off(key)
        attack.resolves(key)
    found = payments_of(harbor.ada)
    lost = sum(found[key] == 0 for key in attack.acknowledged)
    doubled = sum(count > 1 for count in found.values())
    told(
        "C1 web door",
        seed=number,
        **attack.seen,
        acknowledged=len(attack.acknowledged),
        cut_off=len(cut),
        lost=lost,
        doubled=doubled,
    )
    assert (lost, doubled, set(found) - set(attack.acknowledged)) == (0, 0, set())
    assert harbor.grace.balance.current.minor == len(attack.acknowledged) * 1_00
    assert attack.seen["kills"] == first * len(PLACES) + again * 2
    assert attack.seen["unknown"] >= first * len(PLACES), "a run that attacked nothing"
    seals(harbor)
    assert faults(harbor) == []


def test_a_web_process_killed_on_the_way(harbor: World, sender: Sender, told: Told) -> None:
    attacked(harbor, sender, told, first=1, again=1)


@pytest.mark.soak
def test_web_processes_killed_on_the_way(harbor: World, sender: Sender, told: Told) -> None:
    """The plan's 96 places times 20, as many as this way has."""
    rounds = asked("CRASH_ROUNDS", 20)
    attacked(harbor, sender, told, first=rounds, again=rounds * 2)
