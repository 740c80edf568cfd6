"""All of Postgres is killed while money moves: what was acknowledged is there, exactly once."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.banking.ledger.actions.post_batch import post_batch
from app.config import Config
from app.kernel.ids import LedgerAccountId
from app.storage.session import partner_work
from tests.invariants.crowd import draft, opens, pays
from tests.invariants.figures import Told, asked, fresh_seed
from tests.invariants.sturdy import Sturdy, sturdy_server
from tests.seal_verbs import faults, seals
from tests.world import World

CLIENTS = 8
UNKNOWN = (DBAPIError, PoolTimeoutError)
REST_SECONDS = 0.05
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def sturdy(configuration: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sturdy]:
    with sturdy_server(configuration, tmp_path_factory.mktemp("sturdy")) as server:
        yield server


@pytest.fixture
def cedar(sturdy: Sturdy) -> World:
    """Harbor of Cedar Bank, in the sturdy database."""
    return World.open(sturdy.config)


@dataclass
class Clients:
    """Each sends one request after the other; what it does not know, it asks again."""

    world: World
    giver: LedgerAccountId
    takers: list[LedgerAccountId]
    seed: int
    stopping: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    def run(self, n: int) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            self.send_until_known(f"c5 {self.seed} {n} {number}", self.takers[n])

    def send_until_known(self, key: str, taker: LedgerAccountId) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                pays(self.world, self.giver, taker, 1_00, key)
            except UNKNOWN:
                self.unknown.append(key)
                time.sleep(REST_SECONDS)
                continue
            self.acknowledged.append(key)
            return
        self.stuck.append(key)


def written(world: World, keys: list[str]) -> Counter[str]:
    """How many transactions stand under each key."""
    question = (
        "select k.key, count(t.id) from unnest(cast(:keys as text[])) as k (key) "
        "left join ledger_transaction t on t.key_digest = guildhall.key_digest(k.key) group by 1"
    )
    with partner_work(world.partner_id) as db:
        return Counter(dict(db.execute(text(question), {"keys": keys}).all()))


def paid_out(world: World, takers: list[LedgerAccountId]) -> int:
    question = "select sum(current_minor) from ledger_account where id = any(:ids)"
    with partner_work(world.partner_id) as db:
        return int(db.scalar(text(question), {"ids": takers}) or 0)


def killed_while_paying(sturdy: Sturdy, world: World, told: Told, *, kills: int) -> None:
    [giver], takers = opens(world, pooled=True), opens(world, count_of=CLIENTS)
    clients = Clients(world, giver, takers, fresh_seed())
    dice, landed = random.Random(clients.seed), 0
    threads = [threading.Thread(target=clients.run, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        before = len(clients.unknown)
        time.sleep(dice.uniform(0.1, 0.6))
        sturdy.is_killed()
        sturdy.comes_back()
        landed += len(clients.unknown) > before
    time.sleep(0.3)
    clients.stopping.set()
    for thread in threads:
        thread.join()
    sturdy.forgets_connections()
    keys = sorted({*clients.acknowledged, *clients.unknown})
    found = written(world, keys)
    lost = sum(found[key] == 0 for key in clients.acknowledged)
    doubled = sum(count > 1 for count in found.values())
    told(
        "C5 postgres killed",
        seed=clients.seed,
        kills=kills,
        kills_that_landed=landed,
        acknowledged=len(clients.acknowledged),
        unknown=len(set(clients.unknown)),
        lost=lost,
        doubled=doubled,
        **sturdy.recovery,
    )
    assert (lost, doubled, clients.stuck) == (0, 0, [])
    assert paid_out(world, takers) == len(keys) * 1_00
    assert landed > 0, "a run that attacked nothing"
    seals(world)
    assert faults(world) == []


def test_what_was_acknowledged_survives(sturdy: Sturdy, cedar: World, told: Told) -> None:
    killed_while_paying(sturdy, cedar, told, kills=2)


@pytest.mark.soak
def test_what_was_acknowledged_survives_all_kills(sturdy: Sturdy, cedar: World, told: Told) -> None:
    killed_while_paying(sturdy, cedar, told, kills=asked("POSTGRES_KILLS", 1_000))


def killed_in_a_batch(sturdy: Sturdy, world: World, told: Told, *, kills: int) -> None:
    """A batch is there whole or not at all; sent again with its keys, it is there once."""
    [giver], [taker] = opens(world, pooled=True), opens(world)
    number, outcomes = fresh_seed(), Counter[str]()
    dice = random.Random(number)
    for turn in turns(kills, outcomes):
        keys = [f"batch {number} {turn} {n}" for n in range(1_000)]
        drafts = [draft(world, giver, taker, 1, key) for key in keys]

        def send(drafts: list = drafts) -> None:
            with partner_work(world.partner_id) as db:
                post_batch(db, drafts, is_atomic=True, now=world.now)

        outcomes[_kill_during(sturdy, send, aimed(dice, 0.1, outcomes))] += 1
        there = sum(written(world, keys).values())
        assert there in (0, len(keys)), "half a batch"
        outcomes["there" if there else "not there"] += 1
        send()
        assert set(written(world, keys).values()) == {1}
    told("C5 killed in a batch", seed=number, kills=turn + 1, **outcomes)
    assert paid_out(world, [taker]) == (turn + 1) * 1_000
    assert outcomes["unknown"] > 0, "a run that attacked nothing"


def killed_in_a_seal(sturdy: Sturdy, world: World, told: Told, *, kills: int) -> None:
    """A block is there whole or not at all; the next sealer goes on from the last one."""
    [giver], [taker] = opens(world, pooled=True), opens(world)
    number, outcomes = fresh_seed(), Counter[str]()
    dice = random.Random(number)
    for turn in turns(kills, outcomes):
        drafts = [draft(world, giver, taker, 1, f"seal {number} {turn} {n}") for n in range(1_000)]
        with partner_work(world.partner_id) as db:
            post_batch(db, drafts, is_atomic=True, now=world.now)
        outcomes[_kill_during(sturdy, lambda: seals(world), aimed(dice, 0.05, outcomes))] += 1
        seals(world)
        assert faults(world) == []
    told("C5 killed in a seal", seed=number, kills=turn + 1, **outcomes)
    assert outcomes["unknown"] > 0, "a run that attacked nothing"


def aimed(dice: random.Random, seconds: float, outcomes: Counter[str]) -> float:
    """When to kill: sooner each time that none was soon enough, as fast as the machine may be."""
    return dice.uniform(0.0, seconds if outcomes["unknown"] else seconds / 2 ** outcomes["done"])


def turns(kills: int, outcomes: Counter[str]) -> Iterator[int]:
    """As many as asked for, and a few more until one of them hit."""
    for turn in range(kills + 10):
        if turn >= kills and outcomes["unknown"]:
            return
        yield turn


def _kill_during(sturdy: Sturdy, do: Callable[[], object], after: float) -> str:
    """Kill the server some time after something began: how it ended for who waited."""
    ended: list[str] = []

    def attempt() -> None:
        try:
            do()
            ended.append("done")
        except UNKNOWN:
            ended.append("unknown")

    thread = threading.Thread(target=attempt)
    thread.start()
    time.sleep(after)
    sturdy.is_killed()
    thread.join()
    sturdy.comes_back()
    sturdy.forgets_connections()
    return ended[0]


def test_a_batch_is_whole_or_not_at_all(sturdy: Sturdy, cedar: World, told: Told) -> None:
    killed_in_a_batch(sturdy, cedar, told, kills=1)


def test_a_block_is_whole_or_not_at_all(sturdy: Sturdy, cedar: World, told: Told) -> None:
    killed_in_a_seal(sturdy, cedar, told, kills=1)


@pytest.mark.soak
def test_batches_and_blocks_are_whole_after_many_kills(
    sturdy: Sturdy, cedar: World, told: Told
) -> None:
    killed_in_a_batch(sturdy, cedar, told, kills=asked("BATCH_KILLS", 50))
    killed_in_a_seal(sturdy, cedar, told, kills=asked("SEAL_KILLS", 50))
