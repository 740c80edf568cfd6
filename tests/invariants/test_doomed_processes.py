"""Workers, batches and sealers killed at every named place: each deed is done once in the end."""

import random
from collections import Counter

import pytest
from sqlalchemy import text

from app.kernel.failpoints import KILLED, SETTING
from app.kernel.ids import LedgerAccountId
from app.storage.session import partner_work
from tests.invariants import doomed
from tests.invariants.crowd import opens
from tests.invariants.doomed import BATCH, PAYS
from tests.invariants.figures import Told, asked, fresh_seed
from tests.invariants.processes import running
from tests.seal_verbs import faults, seals
from tests.workers.kinds import asked as asked_for
from tests.workers.kinds import waiting
from tests.world import World

BEFORE = ("work.leased", "transaction.begun", "work.begun", "ledger.posting", "ledger.posted")
WORK = (*BEFORE, "audit.recorded", "outbox.put", "work.done", "work.committed")
BATCHES = ("ledger.batch_posting", "ledger.batch_posted")
SEALS = ("block.closing", "block.closed")


def dies(world: World, place: str, deed: str, *arguments: object) -> None:
    """Another process does the deed, and is killed at the place."""
    words = [str(each) for each in arguments]
    process = running(
        world.config,
        "tests.invariants.doomed",
        deed,
        str(world.partner_id),
        *words,
        **{SETTING: place},
    )
    assert process.wait(60) == KILLED, place


def there(world: World, kind: str, about: object) -> int:
    """How many transactions, records or pieces of work there are about something."""
    questions = {
        "transactions": "select count(*) from ledger_transaction "
        "where key_digest = guildhall.key_digest(:about)",
        "records": "select count(*) from audit_record "
        "where action = 'test.paid' and subject_id = cast(:about as uuid)",
        "followers": "select count(*) from outbox where kind = 'test.follows' and key = :about",
    }
    with partner_work(world.partner_id) as db:
        return int(db.scalar(text(questions[kind]), {"about": str(about)}) or 0)


def worker_dies(
    world: World, place: str, giver: LedgerAccountId, taker: LedgerAccountId, seen: Counter[str]
) -> None:
    """Killed, then done by the next worker; and looked at by a third, who leaves it."""
    work_id = asked_for(world, PAYS, giver=str(giver), taker=str(taker))
    dies(world, place, "works", world.now.isoformat(), work_id)
    seen["kills"] += 1
    key = f"work {work_id}"
    was_there = there(world, "transactions", key)
    assert was_there == (place == "work.committed"), "all of it is there, or nothing"
    assert there(world, "records", work_id) == there(world, "followers", work_id) == was_there
    arguments = (str(world.partner_id), world.now.isoformat(), str(work_id))
    outcomes = [doomed.works(*arguments, later=doomed.LATER).value for _ in range(2)]
    assert outcomes == ["left" if was_there else "done", "left"]
    seen["done before it died" if was_there else "done again"] += 1
    assert waiting(world, work_id).done_at is not None
    counts = [there(world, "transactions", key), there(world, "records", work_id)]
    assert [*counts, there(world, "followers", work_id)] == [1, 1, 1]


def batch_dies(
    world: World, place: str, giver: LedgerAccountId, taker: LedgerAccountId, seen: Counter[str]
) -> None:
    key = f"batch {seen['kills']} {place}"
    arguments = (world.now.isoformat(), giver, taker, key)
    dies(world, place, "batches", *arguments)
    seen["kills"] += 1
    assert [there(world, "transactions", f"{key} {n}") for n in range(BATCH)] == [0] * BATCH
    for _ in range(2):
        doomed.batches(str(world.partner_id), *map(str, arguments))
    assert [there(world, "transactions", f"{key} {n}") for n in range(BATCH)] == [1] * BATCH
    seen["batches done again"] += 1


def sealer_dies(
    world: World, place: str, giver: LedgerAccountId, taker: LedgerAccountId, seen: Counter[str]
) -> None:
    """Nothing of the block is there; the next sealer closes it."""
    arguments = (world.partner_id, world.now.isoformat(), giver, taker, f"seal {seen['kills']}")
    doomed.batches(*map(str, arguments))
    dies(world, place, "seals")
    seen["kills"] += 1
    assert seals(world) >= 1, "what the dead one had begun still waits"
    assert faults(world) == []
    seen["blocks closed after all"] += 1


def killed(world: World, told: Told, seed: int, places: list[str]) -> None:
    [giver], [taker] = opens(world, pooled=True), opens(world)
    seen: Counter[str] = Counter()
    for place in places:
        if place in WORK:
            worker_dies(world, place, giver, taker, seen)
        elif place in BATCHES:
            batch_dies(world, place, giver, taker, seen)
        else:
            sealer_dies(world, place, giver, taker, seen)
    told("C1 workers", seed=seed, places=", ".join(sorted(set(places))), **seen, lost=0, doubled=0)
    assert seen["kills"] == len(places)


def test_whoever_is_killed_another_finishes_the_work(harbor: World, told: Told) -> None:
    """Some of the places, others each time; all of them in the soak."""
    dice = random.Random(seed := fresh_seed())
    killed(harbor, told, seed, [*dice.sample(WORK, 2), dice.choice(BATCHES), dice.choice(SEALS)])


@pytest.mark.soak
def test_everybody_killed_everywhere(harbor: World, told: Told) -> None:
    killed(harbor, told, 0, [*WORK, *BATCHES, *SEALS] * asked("CRASH_ROUNDS", 20))
