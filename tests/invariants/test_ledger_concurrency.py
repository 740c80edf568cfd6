"""Many at once: money is neither made nor lost, a key counts once, the last cent is spent once."""

import json
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import entry_page, ledger_accounts
from app.banking.ledger.tables import LedgerAccountRow
from app.kernel.ids import LedgerAccountId
from app.storage.session import partner_reading, partner_work
from tests.invariants.crowd import Crowd, deadlocks, draft, opens, pays, two_of, until
from tests.invariants.figures import Told, asked, fresh_seed
from tests.invariants.processes import running, waits_for
from tests.seal_verbs import faults, seals
from tests.world import World

CLIENTS = 16
TOTAL = 100_00


def funded(world: World, accounts: list[LedgerAccountId], minor: int) -> None:
    """The same for each, out of a pooled account."""
    [source] = opens(world, pooled=True)
    for n, account in enumerate(accounts):
        pays(world, source, account, minor, f"funds {account} {n}")


def listed(world: World, accounts: list[LedgerAccountId]) -> list[int]:
    """As the chart shows them: one query."""
    with partner_work(world.partner_id) as db:
        lines = ledger_accounts(db, LedgerAccountRow.id.in_(accounts))
    return [line.balance.current.minor for line in lines]


def paged(world: World, accounts: list[LedgerAccountId]) -> list[int]:
    """As their pages show them: the balance after the newest line, all as of one moment."""
    with partner_reading(world.partner_id) as db:
        return [entry_page(db, each, limit=5).lines[0].running.minor for each in accounts]


def added(world: World, accounts: list[LedgerAccountId]) -> list[int]:
    """As their entries add up."""
    question = (
        "select sum(case side when 'credit' then amount_minor else -amount_minor end) from entry "
        "where ledger_account_id = any(:accounts) group by ledger_account_id"
    )
    with partner_work(world.partner_id) as db:
        return [int(n) for n in db.scalars(text(question), {"accounts": accounts})]


WAYS = (listed, paged, added)


def adds_up(way: Callable[..., list[int]], world: World, accounts: list[LedgerAccountId]) -> None:
    balances = way(world, accounts)
    assert sum(balances) == TOTAL
    assert min(balances) >= 0


def bank_test(world: World, told: Told, *, seconds: float) -> Counter[str]:
    accounts, number, crowd = opens(world, count_of=8), fresh_seed(), Crowd()
    funded(world, accounts, TOTAL // 8)

    def client(n: int) -> None:
        dice = random.Random(number + n)
        for turn in until(seconds):
            if dice.random() < 1 / 3:
                crowd.does("whole read", adds_up, dice.choice(WAYS), world, accounts)
                continue
            giver, taker = two_of(dice, accounts)
            minor = dice.randint(1, 5_00)
            crowd.does("transfer", pays, world, giver, taker, minor, f"b1 {n} {turn}")

    with crowd.watched(world):
        crowd.run(*((lambda n=n: client(n)) for n in range(CLIENTS)))
    told("B1 bank test", seed=number, **crowd.seen, waits=crowd.waits)
    assert sum(added(world, accounts)) == TOTAL
    assert crowd.conflicts > 0, "a run that attacked nothing"
    return crowd.seen


def test_every_whole_read_adds_up(harbor: World, told: Told) -> None:
    seen = bank_test(harbor, told, seconds=4)
    assert seen["transfer"] > 50
    assert seen["whole read"] > 20


@pytest.mark.soak
def test_every_whole_read_adds_up_for_long(harbor: World, told: Told) -> None:
    seen = bank_test(harbor, told, seconds=asked("BANK_SECONDS", 1_800))
    assert seen["transfer"] >= 3_000


def same_key(world: World, told: Told, folder: Path, *, keys: int, processes: int) -> None:
    """Each key by 2 to 8 senders at once, in processes of their own, now and then otherwise."""
    number, (giver, taker) = fresh_seed(), opens(world, count_of=2)
    funded(world, [giver], 100_000_00)
    dice = random.Random(number)
    sends: list[list[list[Any]]] = [[] for _ in range(processes)]
    for n in range(keys):
        for turn in range(dice.randint(2, 8)):
            minor = 100 if turn == 0 or dice.random() < 0.9 else 200
            sends[(n + turn) % processes].append([f"b2 {number} {n}", minor])
    answers = sent_by_processes(world, folder, (giver, taker), sends)
    by_key = defaultdict(list)
    for key, minor, outcome, is_replay in answers:
        by_key[key].append((minor, outcome, is_replay))
    for key, outcomes in by_key.items():
        ids = {outcome for _, outcome, _ in outcomes if outcome != "idempotency_conflict"}
        assert len(ids) == 1, (key, outcomes)
        assert [is_replay for _, outcome, is_replay in outcomes if outcome in ids].count(False) == 1
        assert len({minor for minor, outcome, _ in outcomes if outcome in ids}) == 1
    replays = sum(is_replay for *_, is_replay in answers)
    conflicts = sum(outcome == "idempotency_conflict" for _, _, outcome, _ in answers)
    told(
        "B2 same key",
        seed=number,
        keys=keys,
        sends=len(answers),
        processes=processes,
        posted=len(by_key),
        replayed=replays,
        conflicts=conflicts,
    )
    assert len(by_key) == keys
    assert replays > 0, "a run that attacked nothing"


def sent_by_processes(
    world: World,
    folder: Path,
    accounts: tuple[LedgerAccountId, LedgerAccountId],
    sends: list[list[list[Any]]],
) -> list[Any]:
    go, orders = folder / "go", folder / "requests.json"
    known = {"partner": world.partner_id, "now": world.now.isoformat(), "go": go}
    known |= {"giver": accounts[0], "taker": accounts[1], "on": world.now.date()}
    orders.write_text(json.dumps(known | {"sends": sends}, default=str))
    answers = [folder / f"answers {n}" for n in range(len(sends))]
    begun = [
        running(world.config, "tests.invariants.sender", str(orders), str(n), str(answers[n]))
        for n in range(len(sends))
    ]
    waits_for(lambda: all(Path(f"{each}.ready").exists() for each in answers))
    go.touch()
    for process in begun:
        assert process.wait(120) == 0
    return [line for each in answers for line in json.loads(each.read_text())]


def test_a_key_counts_once_whoever_sends_it(harbor: World, told: Told, tmp_path: Path) -> None:
    same_key(harbor, told, tmp_path, keys=60, processes=2)


@pytest.mark.soak
def test_many_keys_count_once(harbor: World, told: Told, tmp_path: Path) -> None:
    same_key(harbor, told, tmp_path, keys=asked("KEYS", 500), processes=4)


def test_the_last_cent_is_spent_once_by_a_hundred(harbor: World, told: Told) -> None:
    [giver, *takers], crowd = opens(harbor, count_of=9), Crowd()
    funded(harbor, [giver], 10_00)

    def client(n: int) -> None:
        crowd.does("taken", pays, harbor, giver, takers[n % 8], 1_00, f"b4 {n}")

    crowd.run(*((lambda n=n: client(n)) for n in range(100)))
    told("B4 last cent", **crowd.seen)
    assert (crowd.seen["taken"], crowd.seen["refused: insufficient_funds"]) == (10, 90)
    assert listed(harbor, [giver]) == [0]


def opposite(world: World, told: Told, *, seconds: float) -> None:
    accounts, number, crowd = opens(world, count_of=3), fresh_seed(), Crowd()
    funded(world, accounts, 1_000_00)
    before = deadlocks(world)

    def client(n: int) -> None:
        giver, taker = accounts[:2] if n % 2 else accounts[1::-1]
        for turn in until(seconds):
            crowd.does("transfer", pays, world, giver, taker, 1, f"b5 {n} {turn}")

    with crowd.watched(world):
        crowd.run(*((lambda n=n: client(n)) for n in range(CLIENTS)))
    told("B5 opposite transfers", seed=number, **crowd.seen, waits=crowd.waits)
    assert deadlocks(world) == before, "accounts are locked in one order"
    assert crowd.seen["tie"] == 0
    assert crowd.waits > 0, "a run that attacked nothing"
    assert sum(listed(world, accounts)) == 3_000_00


def test_opposite_transfers_never_deadlock(harbor: World, told: Told) -> None:
    opposite(harbor, told, seconds=3)


@pytest.mark.soak
def test_opposite_transfers_never_deadlock_for_long(harbor: World, told: Told) -> None:
    opposite(harbor, told, seconds=asked("OPPOSITE_SECONDS", 60))


def test_a_deadlock_between_whole_works_is_tried_again(harbor: World, told: Told) -> None:
    """Two postings in one transaction, in opposite orders: one loses, and does it again."""
    accounts, crowd, both_began = opens(harbor, count_of=4), Crowd(), threading.Barrier(2)
    funded(harbor, accounts, 10_00)
    first, second = sorted(accounts[:2]), sorted(accounts[2:])

    def client(n: int, steps: list[list[LedgerAccountId]]) -> None:
        tries = []

        def work() -> None:
            tries.append(n)
            with partner_work(harbor.partner_id) as db:
                post(db, draft(harbor, *steps[0], 1, f"b5 {n} first"), now=harbor.now)
                if len(tries) == 1:
                    both_began.wait(10)
                post(db, draft(harbor, *steps[1], 1, f"b5 {n} second"), now=harbor.now)

        crowd.does("done", work)

    crowd.run(lambda: client(1, [first, second]), lambda: client(2, [second, first]))
    told("B5 deadlock", **crowd.seen)
    assert crowd.seen == {"done": 2, "tie": 1}
    assert sorted(listed(harbor, accounts)) == [9_98, 9_98, 10_02, 10_02]


def hot(world: World, told: Told, *, rounds: int) -> None:
    """All pay into one account while it is sealed and read: nothing is lost or seen twice."""
    givers, [pool] = opens(world, count_of=CLIENTS), opens(world, pooled=True)
    funded(world, givers, 1_000_00)
    crowd, stopping, blocks, reads = Crowd(), threading.Event(), [0], [0]
    done: list[int] = []

    def client(n: int) -> None:
        for turn in range(rounds):
            crowd.does("fee", pays, world, givers[n], pool, 7, f"b6 {n} {turn}")
        done.append(n)
        if len(done) == CLIENTS:
            stopping.set()

    def look() -> None:
        [now] = listed(world, [pool])
        assert now >= reads[-1], "a balance that only grows"
        reads.append(now)

    def sealer() -> None:
        while not stopping.wait(0.02):
            crowd.does("turn of the sealer", seal)

    def seal() -> None:
        blocks.append(seals(world))

    def reader() -> None:
        while not stopping.wait(0.001):
            crowd.does("read", look)

    crowd.run(*((lambda n=n: client(n)) for n in range(CLIENTS)), sealer, reader)
    told("B6 hot account", **crowd.seen, blocks=sum(blocks))
    assert listed(world, [pool]) == [crowd.seen["fee"] * 7]
    assert sum(blocks) > 0, "a run that attacked nothing"
    seals(world)
    assert listed(world, [pool]) == [crowd.seen["fee"] * 7]
    assert faults(world) == []


def test_a_hot_account_loses_nothing(harbor: World, told: Told) -> None:
    hot(harbor, told, rounds=40)


@pytest.mark.soak
def test_a_hot_account_loses_nothing_for_long(harbor: World, told: Told) -> None:
    hot(harbor, told, rounds=asked("HOT_ROUNDS", 1_500))
