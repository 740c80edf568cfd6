"""The books are corrected by two people, once, exactly as proposed."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.banking.adjustments.actions.propose_exchange import ExchangeOrder, propose_exchange
from app.banking.adjustments.actions.reject_adjustment import reject_adjustment
from app.banking.adjustments.actions.withdraw_adjustment import withdraw_adjustment
from app.banking.ledger.actions.add_ledger_account import NewAccount, add_ledger_account
from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.actions.release_hold import release_hold
from app.banking.ledger.actions.resize_hold import resize_hold
from app.banking.ledger.books import When, chart_accounts, trial_balance
from app.banking.ledger.rules import Entry, Side
from app.banking.ledger.set_aside import holds_of
from app.banking.ledger.transactions import transaction_detail
from app.kernel.actor import OPERATOR
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import AdjustmentId, LedgerAccountId, TransactionId, new_id
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.adjustment_verbs import (
    account,
    approves,
    detail,
    goodwill,
    proposes,
    proposes_reversal,
    staff,
)
from tests.web.test_accounts_pages import hold
from tests.world import World

CROWD = 50


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def transactions(world: World) -> int:
    with partner_work(world.partner_id) as db:
        return int(db.scalar(text("select count(*) from ledger_transaction")) or 0)


def last_transaction(world: World) -> TransactionId:
    with partner_work(world.partner_id) as db:
        found = db.scalar(text("select id from ledger_transaction order by id desc limit 1"))
    return TransactionId(found)


def test_what_is_proposed_is_posted_when_another_person_approves(harbor: World) -> None:
    entries = goodwill(harbor.ada, "$5.00")
    proposed = proposes(harbor, entries)
    assert harbor.ada.balance.current == usd(0)

    seen = detail(harbor, proposed)
    posted = approves(harbor, proposed)

    assert [(e.before, e.after, e.problem) for e in seen.effects] == [
        (usd(0), usd(-5_00), ""),
        (usd(0), usd(5_00), ""),
    ]
    assert harbor.ada.balance.current == usd(5_00)
    with partner_work(harbor.partner_id) as db:
        transaction = transaction_detail(db, posted)
    assert (transaction.cause, transaction.subject_id) == ("adjustment", proposed)
    assert [(e.side, e.amount) for e in transaction.entries] == [
        (e.side, e.amount) for e in entries
    ]
    assert detail(harbor, proposed).summary.decided_label == "Carmen"


def test_nobody_approves_or_rejects_what_they_proposed(harbor: World) -> None:
    proposed = proposes(harbor, goodwill(harbor.ada, "$5.00"))
    with pytest.raises(Refused, match="another person"):
        approves(harbor, proposed, by="Pascal")
    with pytest.raises(Refused, match="another person"), partner_work(harbor.partner_id) as db:
        reject_adjustment(
            db, adjustment_id=proposed, note="No", actor=staff("Pascal"), now=harbor.now
        )
    with pytest.raises(Refused, match="signed-in"), partner_work(harbor.partner_id) as db:
        reject_adjustment(db, adjustment_id=proposed, note="No", actor=OPERATOR, now=harbor.now)
    assert harbor.ada.balance.current == usd(0)


def test_the_database_too_tells_maker_and_checker_apart(harbor: World) -> None:
    proposed = proposes(harbor, goodwill(harbor.ada, "$5.00"))
    said = "update adjustment set status = 'rejected', decided_by = proposed_by where id = :id"
    with pytest.raises(IntegrityError), partner_work(harbor.partner_id) as db:
        db.execute(text(said), {"id": proposed})


@pytest.mark.parametrize(
    "said",
    [
        "update adjustment set reason = 'Another'",
        "update adjustment set proposed_by = gen_random_uuid()",
        "update adjustment_line set amount_minor = 1",
        "delete from adjustment_line",
        "delete from adjustment",
    ],
)
def test_what_was_proposed_cannot_be_changed(harbor: World, said: str) -> None:
    proposes(harbor, goodwill(harbor.ada, "$5.00"))
    refused = pytest.raises(DBAPIError, match="permission denied")
    with refused, partner_work(harbor.partner_id) as db:
        db.execute(text(said))


def test_the_same_person_asking_twice_gets_the_same_transaction(harbor: World) -> None:
    proposed = proposes(harbor, goodwill(harbor.ada, "$5.00"))
    assert approves(harbor, proposed) == approves(harbor, proposed)
    with pytest.raises(Conflict, match="approved already"):
        approves(harbor, proposed, by="Olive")
    assert harbor.ada.balance.current == usd(5_00)


def test_the_same_form_sent_twice_proposes_once(harbor: World) -> None:
    entries = goodwill(harbor.ada, "$5.00")
    first = proposes(harbor, entries, key="a form")
    assert proposes(harbor, entries, key="a form") == first
    with pytest.raises(Conflict, match="other lines"):
        proposes(harbor, goodwill(harbor.ada, "$6.00"), key="a form")


def test_fifty_approvals_at_once_post_once(harbor: World) -> None:
    proposed = proposes(harbor, goodwill(harbor.ada, "$5.00"))
    before, answers = transactions(harbor), []

    def approve(name: str) -> None:
        try:
            answers.append(approves(harbor, proposed, by=name))
        except Conflict:
            answers.append(None)

    crowd = [threading.Thread(target=approve, args=(f"Checker {n}",)) for n in range(CROWD)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert len(answers) == CROWD
    assert len([each for each in answers if each]) == 1
    assert transactions(harbor) == before + 1
    assert harbor.ada.balance.current == usd(5_00)


def test_a_rejected_withdrawn_or_old_proposal_is_never_posted(harbor: World) -> None:
    rejected, withdrawn, old = (proposes(harbor, goodwill(harbor.ada, "$5.00")) for _ in range(3))
    with partner_work(harbor.partner_id) as db:
        reject_adjustment(
            db, adjustment_id=rejected, note="Not ours", actor=staff("Carmen"), now=harbor.now
        )
        with pytest.raises(Refused, match="Pascal proposed it"):
            withdraw_adjustment(db, adjustment_id=withdrawn, actor=staff("Carmen"), now=harbor.now)
        for _ in range(2):
            withdraw_adjustment(db, adjustment_id=withdrawn, actor=staff("Pascal"), now=harbor.now)
    harbor.wait(days=30)
    for each, said in ((rejected, "rejected"), (withdrawn, "withdrawn"), (old, "too long")):
        with pytest.raises((Refused, Conflict), match=said):
            approves(harbor, each)
    assert detail(harbor, old).summary.status == "expired"
    assert harbor.ada.balance.current == usd(0)


def test_a_refusal_of_the_ledger_leaves_the_proposal_waiting(harbor: World) -> None:
    takes_back = tuple(
        Entry(e.ledger_account_id, e.side.opposite, e.amount) for e in goodwill(harbor.ada, "$5.00")
    )
    proposed = proposes(harbor, takes_back)
    assert "below what is available" in detail(harbor, proposed).effects[1].problem
    with pytest.raises(Refused, match="not enough"):
        approves(harbor, proposed)
    harbor.ada.is_given("$5.00")
    assert detail(harbor, proposed).effects[1].problem == ""
    approves(harbor, proposed)
    assert harbor.ada.balance.current == usd(0)


def test_a_frozen_account_is_told_before_and_refused_after(harbor: World) -> None:
    proposed = proposes(harbor, goodwill(harbor.ada, "$5.00"))
    with partner_work(harbor.partner_id) as db:
        freeze(
            db,
            ledger_account_id=harbor.ada.ledger_account_id,
            outgoing=True,
            incoming=True,
            actor=OPERATOR,
            now=harbor.now,
        )
    assert "frozen" in detail(harbor, proposed).effects[1].problem
    with pytest.raises(Refused, match="frozen"):
        approves(harbor, proposed)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ((("debit", 500), ("credit", 400)), r"debits are \$1.00 more"),
        ((("debit", 500),), "2 to 20 lines"),
        ((("debit", 1),) * 21, "2 to 20 lines"),
    ],
)
def test_lines_that_do_not_add_up_are_refused(
    harbor: World, amounts: tuple[tuple[str, int], ...], said: str
) -> None:
    fees = account(harbor, "fee_income")
    entries = tuple(Entry(fees, Side(side), usd(minor)) for side, minor in amounts)
    with pytest.raises(Refused, match=said):
        proposes(harbor, entries)


def test_another_brands_account_is_no_account(harbor: World) -> None:
    theirs = account(harbor.juniper, "fee_income")
    entries = (
        Entry(theirs, Side.DEBIT, usd(1)),
        Entry(account(harbor, "fee_income"), Side.CREDIT, usd(1)),
    )
    with pytest.raises(Refused, match="from the chart"):
        proposes(harbor, entries)
    with pytest.raises(NotFound):
        approves(harbor, AdjustmentId(new_id(harbor.now)))


def test_it_counts_for_the_day_it_is_about_while_that_day_is_open(harbor: World) -> None:
    about = harbor.now.date() - timedelta(days=3)
    posted = approves(harbor, proposes(harbor, goodwill(harbor.ada, "$5.00"), about_on=about))
    with partner_work(harbor.partner_id) as db:
        transaction = transaction_detail(db, posted)
    assert transaction.effective_on == about
    with pytest.raises(Refused, match="has begun"):
        proposes(
            harbor, goodwill(harbor.ada, "$5.00"), about_on=harbor.now.date() + timedelta(days=1)
        )


def test_after_a_lock_it_is_dated_today_and_names_the_day(harbor: World) -> None:
    about = harbor.now.date() - timedelta(days=3)
    early = proposes(harbor, goodwill(harbor.ada, "$5.00"), about_on=about)
    with partner_work(harbor.partner_id) as db:
        lock_period(db, through=about, reason="Done", actor=OPERATOR, now=harbor.now)
    with pytest.raises(Refused, match="locked"):
        approves(harbor, early)

    posted = approves(harbor, proposes(harbor, goodwill(harbor.ada, "$5.00"), about_on=about))

    with partner_work(harbor.partner_id) as db:
        transaction = transaction_detail(db, posted)
    assert transaction.effective_on == harbor.now.date()
    assert "(about Feb 27, 2026)" in transaction.description
    assert transaction.details["about"] == about.isoformat()


def test_a_transaction_is_undone_by_two_people_once(harbor: World) -> None:
    harbor.ada.is_given("$9.00")
    first = last_transaction(harbor)
    proposed = proposes_reversal(harbor, first)
    with pytest.raises(Conflict, match="waits for a second"):
        proposes_reversal(harbor, first, by="Olive")

    undone = approves(harbor, proposed)

    assert harbor.ada.balance.current == usd(0)
    with partner_work(harbor.partner_id) as db:
        transaction = transaction_detail(db, undone)
    assert (transaction.cause, transaction.reverses_id) == ("reversal", first)
    with pytest.raises(Conflict, match="reversed before"):
        proposes_reversal(harbor, first)


def test_an_old_proposal_to_undo_makes_way(harbor: World) -> None:
    harbor.ada.is_given("$9.00")
    first = last_transaction(harbor)
    old = proposes_reversal(harbor, first)
    harbor.wait(days=31)
    approves(harbor, proposes_reversal(harbor, first))
    assert detail(harbor, old).summary.status == "expired"


def euros(world: World) -> LedgerAccountId:
    with partner_work(world.partner_id) as db:
        return add_ledger_account(
            db,
            NewAccount(
                "euro_payable",
                "Euro payable",
                "liability",
                "EUR",
                is_pooled=False,
                program_id=world.program_id,
            ),
            actor=OPERATOR,
            now=world.now,
        )


def exchanges(world: World, giver: LedgerAccountId, taker: LedgerAccountId) -> AdjustmentId:
    order = ExchangeOrder(
        f"{new_id(world.now)}", "Supplier in Lyon", giver, taker, usd(100_00), Money(92_00, "EUR")
    )
    with partner_work(world.partner_id) as db:
        return propose_exchange(db, order, actor=staff("Pascal"), now=world.now)


def test_an_exchange_goes_through_a_position_in_each_currency(harbor: World) -> None:
    harbor.ada.is_given("$150.00")
    taker = euros(harbor)
    for _ in range(2):
        proposed = exchanges(harbor, account(harbor, "fee_income"), taker)
    approves(harbor, proposed)

    with partner_work(harbor.partner_id) as db:
        found = {each.code: each for each in chart_accounts(db)}
        trial = trial_balance(db, When())
    positions = {code: each for code, each in found.items() if code.startswith("position")}
    assert {code: (each.kind, each.current) for code, each in positions.items()} == {
        "position_usd": ("equity", usd(100_00)),
        "position_eur": ("equity", Money(-92_00, "EUR")),
    }
    assert found["euro_payable"].current == Money(92_00, "EUR")
    for currency in ("USD", "EUR"):
        of_currency = [line for line in trial if line.debit.currency == currency]
        assert sum(line.debit.minor for line in of_currency) == sum(
            line.credit.minor for line in of_currency
        )


def test_an_exchange_has_two_currencies(harbor: World) -> None:
    with pytest.raises(Refused, match="same currency"):
        exchanges(harbor, account(harbor, "fee_income"), account(harbor, "suspense"))
    with pytest.raises(NotFound):
        exchanges(harbor, account(harbor, "fee_income"), account(harbor.juniper, "suspense"))


def test_a_person_changes_and_releases_a_hold_but_never_a_payments(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    hold(harbor.ada, 30, "Card")
    by_hand = {"reason": "Agreed by phone", "actor": staff("Pascal"), "now": harbor.now}
    with partner_work(harbor.partner_id) as db:
        card = holds_of(db, harbor.ada.ledger_account_id)[0].id
        resize_hold(db, hold_id=card, amount=usd(45_00), **by_hand)
    assert harbor.ada.balance.held == usd(45_00)
    with partner_work(harbor.partner_id) as db:
        release_hold(db, hold_id=card, **by_hand)
    assert harbor.ada.balance.held == usd(0)

    harbor.ada.sends_ach("$40.00")
    with partner_work(harbor.partner_id) as db:
        of_payment = holds_of(db, harbor.ada.ledger_account_id)[0].id
        for act in (
            lambda: release_hold(db, hold_id=of_payment, **by_hand),
            lambda: resize_hold(db, hold_id=of_payment, amount=usd(1), **by_hand),
        ):
            with pytest.raises(Refused, match="for a payment"):
                act()


@pytest.mark.parametrize("code", ["", "a", "A_B", "9lives", "has space", "x" * 41])
def test_a_code_is_short_and_plain(harbor: World, code: str) -> None:
    order = NewAccount(code, "Name", "asset", "USD", is_pooled=True)
    with pytest.raises(Refused, match="small letters"), partner_work(harbor.partner_id) as db:
        add_ledger_account(db, order, actor=OPERATOR, now=harbor.now)
