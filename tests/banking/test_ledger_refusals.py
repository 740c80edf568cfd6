"""What the ledger is not to do is refused with a code, whoever asks, and nothing is written."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.banking.ledger.actions.change_hold import change_hold
from app.banking.ledger.actions.close_ledger_account import close_ledger_account
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.post import post
from app.banking.ledger.actions.post_batch import post_batch
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import LINES_MAX, Cause, Draft, Entry, Side, move
from app.kernel.actor import OPERATOR
from app.kernel.errors import DomainError
from app.kernel.ids import HoldId, LedgerAccountId
from app.kernel.money import Money
from app.storage.session import customer_work, partner_work
from tests.customer_verbs import Person
from tests.outside_data import has_outside, outside
from tests.world import World

MOST = 2**63 - 1
BIGINTS = (0, -1, -MOST, -(2**63))


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def transfer(giver: Person, taker: Person, minor: int, key: str = "t") -> Draft:
    return draft_of(
        giver.world,
        Entry(giver.ledger_account_id, Side.DEBIT, usd(minor)),
        Entry(taker.ledger_account_id, Side.CREDIT, usd(minor)),
        key=key,
    )


def draft_of(world: World, *entries: Entry, key: str = "t") -> Draft:
    return Draft(
        key=key,
        cause=Cause.BOOK_TRANSFER,
        subject=("account", None),
        description="Book transfer",
        effective_on=world.now.date(),
        entries=entries,
    )


def written(world: World) -> list[Any]:
    """How much there is of everything, and every balance."""
    tables = ("ledger_transaction", "entry", "hold", "audit_record", "outbox")
    counts = ", ".join(f"(select count(*) from {table})" for table in tables)
    with partner_work(world.partner_id) as db:
        rows = db.execute(text(f"select {counts}")).all()
        balances = "select id, current_minor, held_minor from ledger_account order by id"
        return [*rows, *db.execute(text(balances)).all()]


@contextmanager
def refused(world: World, *codes: str) -> Iterator[None]:
    """The block is refused with one of the codes, and leaves everything as it was."""
    before = written(world)
    with pytest.raises(DomainError) as told:
        yield
    assert told.value.code in codes, told.value
    assert written(world) == before


def posts(world: World, draft: Draft) -> None:
    with partner_work(world.partner_id) as db:
        post(db, draft, now=world.now)


def batched(world: World, draft: Draft) -> None:
    """Posted in a batch of one; a refused line raises as the single would."""
    with partner_work(world.partner_id) as db:
        [line] = post_batch(db, [draft], is_atomic=False, now=world.now)
    if line.refusal:
        raise line.refusal


WAYS = pytest.mark.parametrize("way", [posts, batched])
Way = Callable[[World, Draft], None]


@pytest.fixture
def rich(harbor: World) -> World:
    """Ada has $100.00, and Grace an account."""
    harbor.ada.is_given("100.00")
    assert harbor.grace
    return harbor


@WAYS
@pytest.mark.parametrize("minor", [*BIGINTS, 2**63, 10**30])
def test_amounts_that_are_none(rich: World, way: Way, minor: int) -> None:
    with refused(rich, "malformed", "amount_too_large", "insufficient_funds"):
        way(rich, transfer(rich.ada, rich.grace, minor))
    with refused(rich, "malformed", "amount_too_large", "insufficient_funds"):
        way(rich, transfer(rich.grace, rich.ada, minor))


@WAYS
def test_sums_beyond_any_account(rich: World, way: Way) -> None:
    ada, grace = rich.ada.ledger_account_id, rich.grace.ledger_account_id
    entries = [*move(usd(MOST), debit=ada, credit=grace), *move(usd(MOST), debit=ada, credit=grace)]
    with refused(rich, "amount_too_large"):
        way(rich, draft_of(rich, *entries))


@WAYS
def test_money_that_is_not_there_and_accounts_that_are_not_here(rich: World, way: Way) -> None:
    with refused(rich, "insufficient_funds"):
        way(rich, transfer(rich.ada, rich.grace, 100_01))
    for giver, taker in ((rich.ada, rich.juniper.ada), (rich.juniper.ada, rich.ada)):
        with refused(rich, "not_found"):
            way(rich, transfer(giver, taker, 1))


@WAYS
def test_what_does_not_balance(rich: World, way: Way) -> None:
    ada, grace = rich.ada.ledger_account_id, rich.grace.ledger_account_id
    with partner_work(rich.partner_id) as db:
        order = LedgerAccountOrder("eur", "Euros", "liability", "EUR", is_pooled=True)
        euros = open_ledger_account(db, order, now=rich.now)
    one_sided = (Entry(ada, Side.DEBIT, usd(2)), Entry(grace, Side.CREDIT, usd(1)))
    for entries in (one_sided, (*one_sided[:1], Entry(euros, Side.CREDIT, Money(2, "EUR")))):
        with refused(rich, "unbalanced"):
            way(rich, draft_of(rich, *entries))
    for entries in ((), one_sided[:1]):
        with refused(rich, "malformed"):
            way(rich, draft_of(rich, *entries))


@WAYS
def test_a_closed_account_takes_and_gives_nothing(rich: World, way: Way) -> None:
    with partner_work(rich.partner_id) as db:
        close_ledger_account(
            db, ledger_account_id=rich.grace.ledger_account_id, actor=OPERATOR, now=rich.now
        )
    for giver, taker in ((rich.ada, rich.grace), (rich.grace, rich.ada)):
        with refused(rich, "account_not_open"):
            way(rich, transfer(giver, taker, 1))


@WAYS
def test_ten_thousand_entries_and_not_one_more(rich: World, way: Way) -> None:
    ada, grace = rich.ada.ledger_account_id, rich.grace.ledger_account_id
    pairs = move(usd(1), debit=ada, credit=grace)
    entries = pairs * (LINES_MAX // 2)
    with refused(rich, "malformed"):
        way(rich, draft_of(rich, *entries, pairs[0]))
    way(rich, draft_of(rich, *entries))
    assert rich.grace.balance.current == usd(50_00)


@WAYS
@pytest.mark.parametrize("days", [-401, 61, 20_000, -20_000])
def test_days_too_far_away(rich: World, way: Way, days: int) -> None:
    draft = transfer(rich.ada, rich.grace, 1)
    with refused(rich, "malformed"):
        way(rich, replace(draft, effective_on=rich.now.date() + timedelta(days)))


@WAYS
@pytest.mark.parametrize("days", [-400, 60])
def test_the_last_days_that_are_near_enough(rich: World, way: Way, days: int) -> None:
    draft = transfer(rich.ada, rich.grace, 1)
    way(rich, replace(draft, effective_on=rich.now.date() + timedelta(days)))
    assert rich.grace.balance.current == usd(1)


@WAYS
def test_the_last_locked_day_and_the_first_open_one(rich: World, way: Way) -> None:
    through = rich.now.date() - timedelta(3)
    with partner_work(rich.partner_id) as db:
        lock_period(db, through=through, reason="Closed", actor=OPERATOR, now=rich.now)
    draft = transfer(rich.ada, rich.grace, 1)
    with refused(rich, "period_locked"):
        way(rich, replace(draft, effective_on=through))
    way(rich, replace(draft, effective_on=through + timedelta(1)))


@WAYS
def test_keys_and_words_of_the_wrong_length(rich: World, way: Way) -> None:
    draft = transfer(rich.ada, rich.grace, 1)
    long = replace(draft.entries[0], description="x" * 501)
    for wrong in (
        replace(draft, key=""),
        replace(draft, key="k" * 256),
        replace(draft, description="d" * 501),
        replace(draft, details={"note": "n" * 4_000}),
        replace(draft, entries=(long, draft.entries[1])),
    ):
        with refused(rich, "malformed"):
            way(rich, wrong)
    way(rich, replace(draft, key="k" * 255, description="d" * 500))
    assert rich.grace.balance.current == usd(1)


@WAYS
@pytest.mark.parametrize("word", ["a\0b", "\ud800", "x\udfff"])
def test_characters_that_cannot_be_kept(rich: World, way: Way, word: str) -> None:
    draft = transfer(rich.ada, rich.grace, 1)
    for wrong in (
        replace(draft, key=word),
        replace(draft, description=word),
        replace(draft, details={"note": word}),
        replace(draft, subject=(word, None)),
        replace(draft, entries=(replace(draft.entries[0], description=word), draft.entries[1])),
    ):
        with refused(rich, "malformed"):
            way(rich, wrong)


@pytest.mark.skipif(not has_outside("blns"), reason="outside data blns is not here")
def test_naughty_words_are_kept_as_they_are_or_refused(rich: World) -> None:
    words = [w for w in json.loads(outside("blns", "blns.json").read_text()) if 0 < len(w) <= 255]
    kept = 0
    with partner_work(rich.partner_id) as db:
        for word in words:
            first = post(
                db,
                replace(
                    transfer(rich.ada, rich.grace, 1),
                    key=word,
                    description=word,
                    details={"note": word},
                ),
                now=rich.now,
            )
            told = "select description, details->>'note' from ledger_transaction where id = :id"
            row = db.execute(text(told), {"id": first.id}).one()
            assert tuple(row) == (word, word) or first.is_replay
            kept += not first.is_replay
    assert kept == len(set(words))
    assert rich.grace.balance.current == usd(kept)


def test_what_a_customer_may_not_do(rich: World) -> None:
    rich.grace.is_given("50.00")
    ada, grace = rich.ada.ledger_account_id, rich.grace.ledger_account_id
    with partner_work(rich.partner_id) as db:
        cash = chart(db, rich.program_id)["fbo_cash"]
        given = post(db, transfer(rich.ada, rich.grace, 1_00, "given"), now=rich.now).id
        held = place_hold(db, hold_order(grace, 5_00), now=rich.now)
    drafts = [
        transfer(rich.grace, rich.ada, 1),
        draft_of(rich, *move(usd(1), debit=cash, credit=ada)),
        draft_of(rich, *move(usd(1), debit=grace, credit=cash)),
        draft_of(rich, *move(usd(1), debit=grace, credit=grace)),
        draft_of(
            rich, *move(usd(9), debit=grace, credit=ada), *move(usd(9), debit=ada, credit=grace)
        ),
        draft_of(
            rich, *move(usd(9), debit=cash, credit=ada), *move(usd(9), debit=ada, credit=cash)
        ),
        replace(transfer(rich.grace, rich.ada, 1_00), reverses=given),
        replace(transfer(rich.ada, rich.grace, 1_00), reverses=given),
    ]
    for draft in drafts:
        with refused(rich, "not_found"), customer_work(rich.partner_id, rich.ada.customer_id) as db:
            post(db, draft, now=rich.now)
    settling = replace(transfer(rich.ada, rich.grace, 1), settles_hold=held)
    with refused(rich, "hold_not_open"), customer_work(rich.partner_id, rich.ada.customer_id) as db:
        post(db, settling, now=rich.now)
    with refused(rich, "not_found"), customer_work(rich.partner_id, rich.ada.customer_id) as db:
        place_hold(db, hold_order(grace, 1, "mine"), now=rich.now)


def hold_order(account: LedgerAccountId, minor: int, key: str = "h") -> HoldOrder:
    return HoldOrder(account, usd(minor), "Set aside", ("account", None), key=key)


def test_holds_that_are_none(rich: World) -> None:
    ada = rich.ada.ledger_account_id
    with partner_work(rich.partner_id) as db:
        cash = chart(db, rich.program_id)["fbo_cash"]
        held = place_hold(db, hold_order(ada, 60_00, "first"), now=rich.now)
    orders = [hold_order(ada, minor) for minor in (*BIGINTS, 2**63, 40_01, MOST)]
    orders += [hold_order(cash, 1), hold_order(rich.juniper.ada.ledger_account_id, 1)]
    orders += [hold_order(ada, 1, key) for key in ("", "k" * 256, "k" * 9_000, "a\0b", "\ud800")]
    orders += [replace(hold_order(ada, 1), amount=Money(1, "EUR"))]
    codes = ("malformed", "amount_too_large", "insufficient_funds", "not_found")
    for order in orders:
        with refused(rich, *codes), partner_work(rich.partner_id) as db:
            place_hold(db, order, now=rich.now)
    for minor in (*BIGINTS, 2**63, 100_01, MOST):
        with refused(rich, *codes), partner_work(rich.partner_id) as db:
            change_hold(db, hold_id=HoldId(held), amount=usd(minor), actor=OPERATOR, now=rich.now)
