"""Races over holds, and statements cut while money moves: the sums are those of the books."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.change_hold import change_hold
from app.banking.ledger.actions.end_hold import end_hold
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import entries_between, ledger_accounts
from app.banking.ledger.rules import Draft
from app.banking.ledger.set_aside import holds_of
from app.banking.ledger.tables import LedgerAccountRow
from app.kernel.actor import OPERATOR, SCHEDULE
from app.kernel.ids import HoldId, LedgerAccountId
from app.storage.session import partner_reading, partner_work
from tests.invariants.crowd import Crowd, draft, opens, pays, two_of, until, usd
from tests.invariants.figures import Told, asked, fresh_seed
from tests.world import World

CLIENTS = 3
VERBS = ("place", "place", "raise", "lower", "release", "expire", "settle")


@dataclass
class Race:
    """What clients did to the holds of two accounts, written down once it was committed."""

    world: World
    givers: list[LedgerAccountId]
    taker: LedgerAccountId
    holds: list[tuple[HoldId, LedgerAccountId]] = field(default_factory=list)
    ends: Counter[UUID] = field(default_factory=Counter)
    paid: Counter[UUID] = field(default_factory=Counter)

    def turn(self, dice: random.Random, key: str) -> str:
        verb = dice.choice(VERBS)
        if verb == "place" or not self.holds:
            return self.place(dice, key)
        hold_id, giver = self.holds[-min(len(self.holds), dice.randint(1, 3))]
        if verb in ("raise", "lower"):
            minor = dice.randint(50, 400) if verb == "raise" else dice.randint(1, 50)
            with partner_work(self.world.partner_id) as db:
                change_hold(
                    db, hold_id=hold_id, amount=usd(minor), actor=OPERATOR, now=self.world.now
                )
            return verb
        return (
            self.settle(dice, hold_id, giver, key) if verb == "settle" else self.end(verb, hold_id)
        )

    def place(self, dice: random.Random, key: str) -> str:
        giver = dice.choice(self.givers)
        order = HoldOrder(giver, usd(dice.randint(1, 200)), "A race", ("account", None), key=key)
        with partner_work(self.world.partner_id) as db:
            hold_id = place_hold(db, order, now=self.world.now)
        self.holds.append((hold_id, giver))
        return "place"

    def end(self, verb: str, hold_id: HoldId) -> str:
        with partner_work(self.world.partner_id) as db:
            status = "released" if verb == "release" else "expired"
            ended = end_hold(db, hold_id=hold_id, status=status, now=self.world.now)
            if ended and verb == "expire":
                record(db, SCHEDULE, "hold.expired", subject=("hold", hold_id), now=self.world.now)
        self.ends[UUID(int=hold_id.int)] += ended
        return verb if ended else "too late"

    def settle(self, dice: random.Random, hold_id: HoldId, giver: LedgerAccountId, key: str) -> str:
        minor = dice.randint(1, 60)
        order = draft(self.world, giver, self.taker, minor, f"settles {key}")
        with partner_work(self.world.partner_id) as db:
            post(db, replace(order, settles_hold=hold_id), now=self.world.now)
        self.ends[UUID(int=hold_id.int)] += 1
        self.paid[UUID(int=giver.int)] += minor
        return "settle"


def race(world: World, told: Told, *, turns: int) -> Counter[str]:
    [*givers, taker], [source] = opens(world, count_of=3), opens(world, pooled=True)
    for giver in givers:
        pays(world, source, giver, 1_000_00, f"funds {giver}")
    run, number, crowd = Race(world, givers, taker), fresh_seed(), Crowd()

    def client(n: int) -> None:
        dice = random.Random(number + n)
        for turn in range(turns // CLIENTS):
            crowd.does("", run.turn, dice, f"b8 {number} {n} {turn}")

    with crowd.watched(world):
        crowd.run(*((lambda n=n: client(n)) for n in range(CLIENTS)))
    told("B8 hold races", seed=number, **crowd.seen, waits=crowd.waits)
    assert set(run.ends.values()) <= {0, 1}, "a hold ends once"
    assert crowd.conflicts + crowd.seen["too late"] > 0, "a run that attacked nothing"
    with partner_work(world.partner_id) as db:
        rows = ledger_accounts(db, LedgerAccountRow.id.in_(givers))
        still_open = {
            line.id: sum(hold.amount.minor for hold in holds_of(db, line.id)) for line in rows
        }
    for line in rows:
        assert line.balance.current.minor == 1_000_00 - run.paid[UUID(int=line.id.int)]
        assert line.balance.held.minor == still_open[line.id]
    return crowd.seen


def test_races_over_holds_leave_the_sums_right(harbor: World, told: Told) -> None:
    race(harbor, told, turns=450)


@pytest.mark.soak
def test_many_races_over_holds(harbor: World, told: Told) -> None:
    seen: Counter[str] = Counter()
    for _ in range(max(asked("RACES", 50_000) // 1_000, 1)):
        seen += race(harbor, told, turns=1_000)
    told("B8 hold races in all", **seen)


def test_statements_cut_while_money_moves_fit_together(harbor: World, told: Told) -> None:
    """Opening and lines are the closing balance, and the next statement opens with it."""
    accounts, [source] = opens(harbor, count_of=3), opens(harbor, pooled=True)
    for account in accounts:
        pays(harbor, source, account, 1_000_00, f"funds {account}")
    number, crowd, first = fresh_seed(), Crowd(), harbor.now.date()
    lines: dict[UUID, list[int]] = defaultdict(list)

    def pay(order: Draft) -> None:
        with partner_work(harbor.partner_id) as db:
            post(db, order, now=harbor.now)

    def payer(n: int) -> None:
        dice = random.Random(number + n)
        for turn in until(3):
            giver, taker = two_of(dice, accounts)
            on = first + timedelta(dice.randint(0, 9))
            order = replace(draft(harbor, giver, taker, 7, f"b7 {n} {turn}"), effective_on=on)
            crowd.does("transfer", pay, order)

    def cutter() -> None:
        for _ in until(3):
            for account in accounts:
                with partner_reading(harbor.partner_id) as db:
                    early = entries_between(db, account, first=first, last=first + timedelta(4))
                    late = entries_between(
                        db, account, first=first + timedelta(5), last=first + timedelta(9)
                    )
                opening, cut = early
                assert opening.minor + sum(line.signed.minor for line in cut) == late[0].minor
                ids = [(line.transaction_id, line.line) for line in (*cut, *late[1])]
                assert len(set(ids)) == len(ids), "no entry stands in two statements"
                lines[UUID(int=account.int)].append(len(ids))
                crowd.seen["statements"] += 2

    crowd.run(*((lambda n=n: payer(n)) for n in range(6)), cutter)
    told("B7 statements", seed=number, **crowd.seen)
    assert crowd.seen["statements"] > 10
    assert all(counts[-1] > counts[0] for counts in lines.values()), "a run that attacked nothing"
