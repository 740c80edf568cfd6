"""Payments above a rule wait for a second person, with their money held; then go as shown."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from app.banking.access.tables import LoginRow
from app.banking.accounts.actions.freeze_account import freeze_account
from app.banking.accounts.actions.unfreeze_account import unfreeze_account
from app.banking.approvals.tables import ApprovalRow
from app.banking.decisions.actions.decide import Outcome
from app.banking.decisions.actions.end_request import withdraw_request
from app.banking.events.leases import Only
from app.banking.payments.actions.approve_payment import approve_payment
from app.banking.payments.actions.replace_waiting import replace_waiting
from app.banking.payments.actions.send_ach import send_ach
from app.banking.payments.orders import AchOrder
from app.banking.payments.rules import Counterparty
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, DomainError, Forbidden, Refused
from app.kernel.ids import ApprovalId, PaymentId, new_id
from app.kernel.money import parse_amount
from app.storage.session import customer_work, partner_work
from app.workers.run import drain
from tests.approval_verbs import decides, joins, request, sets_floor, sets_rule, terms, waiting
from tests.books import faults
from tests.invariants.figures import fresh_seed
from tests.payment_verbs import LANDLORD
from tests.world import World

ROUNDS = int(os.environ.get("GUILDHALL_INTERLEAVINGS", "1000"))


@pytest.fixture
def owner(harbor: World) -> Actor:
    """Harbor asks for a second person from $500 on; Ada has two thousand."""
    owner = joins(harbor, "owner")
    sets_rule(harbor, terms(amount_from="500.00"), by=owner)
    harbor.ada.is_given("2000.00")
    return owner


@pytest.fixture
def checker(harbor: World, owner: Actor) -> Actor:
    return joins(harbor, "compliance")


def staff_sends(world: World, by: Actor, amount: str = "700.00") -> PaymentId:
    order = AchOrder(
        world.ada.account_id, parse_amount(amount), LANDLORD, "", f"key {new_id(world.now)}"
    )
    with partner_work(world.partner_id) as db:
        return send_ach(db, order, actor=by, now=world.now)


def asked_for(world: World, payment_id: PaymentId) -> ApprovalId:
    with partner_work(world.partner_id) as db:
        row = db.query(ApprovalRow).filter_by(subject_id=payment_id).one()
        return ApprovalId(row.id)


def sent_entries(world: World) -> list[Any]:
    return [entry for reading in world.sent_files() for entry in reading.entries]


def test_below_the_rule_one_person_is_enough(harbor: World, owner: Actor) -> None:
    assert harbor.payment(harbor.ada.sends_ach("499.99")).status == "approved"
    assert waiting(harbor) == []


def test_from_the_rule_on_a_payment_waits_with_its_money_held(harbor: World, owner: Actor) -> None:
    payment = harbor.ada.sends_ach("500.00")

    assert harbor.payment(payment).status == "pending_approval"
    assert str(harbor.ada.balance.available) == "$1,499.75"
    harbor.window_closes()
    assert harbor.payment(payment).status == "pending_approval", "no window takes it"
    assert "ach_outgoing" not in harbor.pooled()


def test_what_was_shown_is_what_is_sent_byte_for_byte(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    payment = harbor.ada.sends_ach("1500.00", note="March rent")
    approval = asked_for(harbor, payment)
    bound = request(harbor, approval).asked.bound

    assert decides(harbor, approval, by=checker) is Outcome.EXECUTED
    harbor.window_closes()

    [entry] = sent_entries(harbor)
    assert entry.amount_minor == bound["amount_minor"] == 150_000
    assert entry.account_number == bound["counterparty_account"] == LANDLORD.account_number
    assert entry.rdfi_routing_number == bound["counterparty_routing"] == LANDLORD.routing_number
    assert harbor.payment(payment).status == "submitted"


def test_a_no_gives_the_money_back(harbor: World, owner: Actor, checker: Actor) -> None:
    payment = harbor.ada.sends_ach("500.00")
    assert decides(harbor, asked_for(harbor, payment), by=checker, is_yes=False) is Outcome.REJECTED
    assert harbor.payment(payment).status == "rejected"
    assert str(harbor.ada.balance.available) == "$2,000.00"


def test_a_transfer_waits_too_and_then_moves_at_once(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    payment = harbor.ada.sends_to(harbor.grace, "600.00")
    assert harbor.payment(payment).status == "pending_approval"
    assert str(harbor.ada.balance.available) == "$1,400.00"
    assert str(harbor.grace.balance.current) == "$0.00"

    assert decides(harbor, asked_for(harbor, payment), by=checker) is Outcome.EXECUTED

    assert harbor.payment(payment).status == "settled"
    assert str(harbor.grace.balance.available) == "$600.00"
    assert str(harbor.ada.balance.current) == "$1,400.00"


def test_a_small_transfer_goes_at_once_under_a_rule(harbor: World, owner: Actor) -> None:
    payment = harbor.ada.sends_to(harbor.grace, "6.00")
    assert harbor.payment(payment).status == "settled"
    assert str(harbor.grace.balance.available) == "$6.00"


def test_a_customer_takes_back_what_waits(harbor: World, owner: Actor, checker: Actor) -> None:
    payment = harbor.ada.sends_ach("500.00")
    approval = asked_for(harbor, payment)
    harbor.ada.cancels(payment)
    assert str(harbor.ada.balance.available) == "$2,000.00"
    with pytest.raises(Conflict, match="withdrawn"):
        decides(harbor, approval, by=checker)


def test_a_maker_of_the_staff_takes_it_back(harbor: World, owner: Actor, checker: Actor) -> None:
    payment = staff_sends(harbor, owner)
    approval = asked_for(harbor, payment)
    with pytest.raises(Refused, match="asked for it"), partner_work(harbor.partner_id) as db:
        withdraw_request(db, approval_id=approval, actor=checker, now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        withdraw_request(db, approval_id=approval, actor=owner, now=harbor.now)
    assert harbor.payment(payment).status == "canceled"
    assert str(harbor.ada.balance.available) == "$2,000.00"


def test_it_expires_by_itself_and_cannot_be_approved_later(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    first, second = harbor.ada.sends_ach("500.00"), harbor.ada.sends_ach("501.00")
    late = asked_for(harbor, second)
    harbor.clock.now += timedelta(hours=72)

    assert decides(harbor, late, by=checker) is Outcome.EXPIRED
    drain(harbor.now, only=Only(partners=[harbor.partner_id]))

    assert [harbor.payment(each).status for each in (first, second)] == ["rejected", "rejected"]
    assert str(harbor.ada.balance.available) == "$2,000.00"


def test_its_maker_replaces_what_waits(harbor: World, owner: Actor, checker: Actor) -> None:
    """The beneficiary of a waiting payment changes by another payment, asked for anew."""
    payment = staff_sends(harbor, owner)
    first = asked_for(harbor, payment)
    other = Counterparty("Larch Street Homes", LANDLORD.routing_number, "5550001234")
    order = AchOrder(harbor.ada.account_id, parse_amount("700.00"), other, "", "replaced")
    stranger = joins(harbor, "operations")
    with pytest.raises(Refused, match="asked for it"), partner_work(harbor.partner_id) as db:
        replace_waiting(db, payment_id=payment, order=order, actor=stranger, now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        new = replace_waiting(db, payment_id=payment, order=order, actor=owner, now=harbor.now)

    with pytest.raises(Conflict, match="withdrawn"):
        decides(harbor, first, by=checker)
    assert harbor.payment(payment).status == "canceled"
    assert decides(harbor, asked_for(harbor, new), by=checker) is Outcome.EXECUTED
    harbor.window_closes()
    assert [entry.account_number for entry in sent_entries(harbor)] == ["5550001234"]


# A23: what an attacker tries.


def test_nobody_approves_their_own(harbor: World, owner: Actor) -> None:
    approval = asked_for(harbor, staff_sends(harbor, owner))
    again = Actor("user", owner.id, "Owner", role="owner", person="somebody else", session="two")
    for maker in (owner, again):
        with pytest.raises(Refused, match="another person decides"):
            decides(harbor, approval, by=maker)


def test_nor_with_another_login_of_the_same_mailbox(harbor: World, owner: Actor) -> None:
    email = "pat@harbor.example"
    first, second = joins(harbor, "operations", email=email), owner
    twin = joins(harbor, "compliance", email="Pat+second@harbor.example")
    approval = asked_for(harbor, staff_sends(harbor, first))
    with pytest.raises(Refused, match="another person decides"):
        decides(harbor, approval, by=twin)
    assert decides(harbor, approval, by=second) is Outcome.EXECUTED


def test_the_database_itself_refuses_the_makers_vote(harbor: World, owner: Actor) -> None:
    approval = asked_for(harbor, staff_sends(harbor, owner))

    def forged(voter: str, person: str, maker: str) -> str:
        return (
            f"insert into approval_vote select partner_id, id, {voter}, {person}, 'x', 'x', '', "
            f"true, '', {maker}, maker_person, shown_sha256, now() from approval where id = :id"
        )

    for statement, wall in (
        (forged("maker_id", "'x'", "maker_id"), "maker_is_not_checker"),
        (forged("gen_random_uuid()", "maker_person", "maker_id"), "maker_is_another_person"),
        (forged("maker_id", "'x'", "gen_random_uuid()"), "fk_approval_vote_said"),
    ):
        with pytest.raises(DBAPIError, match=wall), partner_work(harbor.partner_id) as db:
            db.execute(text(statement), {"id": approval})


def test_what_has_ended_cannot_be_opened_again(harbor: World, owner: Actor, checker: Actor) -> None:
    approval = asked_for(harbor, staff_sends(harbor, owner))
    decides(harbor, approval, by=checker, is_yes=False)
    with partner_work(harbor.partner_id) as db:
        reopened = db.execute(
            update(ApprovalRow)
            .where(ApprovalRow.id == approval)
            .values(status="pending", closed_at=None)
        )
        assert reopened.rowcount == 0
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        partner_work(harbor.partner_id) as db,
    ):
        db.execute(text("update approval set shown = '{}'"))


def test_the_payment_itself_cannot_be_changed(harbor: World, owner: Actor) -> None:
    harbor.ada.sends_ach("500.00")
    for column, value in (
        ("amount_minor", "1"),
        ("counterparty_account", "'666'"),
        ("counterparty_routing", "'091000019'"),
        ("counterparty_name", "'Mallory'"),
        ("account_id", "gen_random_uuid()"),
        ("rail", "'book'"),
    ):
        for opened in (
            partner_work(harbor.partner_id),
            customer_work(harbor.partner_id, harbor.ada.customer_id),
        ):
            with pytest.raises(DBAPIError, match="permission denied"), opened as db:
                db.execute(text(f"update payment set {column} = {value}"))


@pytest.mark.parametrize(
    "change", ["amount_minor = 100", "counterparty_account = '666666'", "fee_minor = 0"]
)
def test_a_changed_payment_voids_the_approval(
    harbor: World, owner: Actor, checker: Actor, change: str
) -> None:
    """Even when the superuser changes it."""
    payment = harbor.ada.sends_ach("500.00")
    approval = asked_for(harbor, payment)
    seen = request(harbor, approval).asked.shown_sha256
    as_superuser(harbor, f"update payment set {change} where id = '{payment}'")

    assert decides(harbor, approval, by=checker, seen=seen) is Outcome.VOID

    assert harbor.payment(payment).status == "rejected"
    assert str(harbor.ada.balance.available) == "$2,000.00"


def test_one_changed_after_its_approval_is_withheld(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    payment = harbor.ada.sends_ach("500.00")
    decides(harbor, asked_for(harbor, payment), by=checker)
    as_superuser(harbor, f"update payment set counterparty_account = '666' where id = '{payment}'")
    harbor.window_closes()
    assert harbor.payment(payment).status == "approved"
    assert sent_entries(harbor) == []


def test_one_page_does_not_approve_another_payment(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    """Ids of two pending payments are swapped: the digest seen is the other one's."""
    small = asked_for(harbor, harbor.ada.sends_ach("500.00"))
    large = asked_for(harbor, harbor.ada.sends_ach("900.00"))
    seen = request(harbor, small).asked.shown_sha256
    with pytest.raises(Conflict, match="not what is asked"):
        decides(harbor, large, by=checker, seen=seen)


def test_one_approval_is_good_for_one_payment_once(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    payment = harbor.ada.sends_ach("500.00")
    other = harbor.ada.sends_ach("501.00")
    approval = asked_for(harbor, payment)
    assert decides(harbor, approval, by=checker) is Outcome.EXECUTED
    with pytest.raises(Conflict, match="executed"):
        decides(harbor, approval, by=joins(harbor, "owner"))
    for which in (payment, other):
        with pytest.raises(DomainError), partner_work(harbor.partner_id) as db:
            approve_payment(
                db, payment_id=which, approval_id=approval, actor=checker, now=harbor.now
            )
    harbor.window_closes()
    assert len(sent_entries(harbor)) == 1


def test_fifty_approvers_at_once_make_one_execution(harbor: World, owner: Actor) -> None:
    payment = harbor.ada.sends_ach("500.00")
    approval = asked_for(harbor, payment)
    seen = request(harbor, approval).asked.shown_sha256
    checkers = [joins(harbor, "compliance") for _ in range(4)]

    def one(number: int) -> str:
        try:
            return decides(harbor, approval, by=checkers[number % 4], seen=seen)
        except DomainError as refused:
            return refused.code

    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(one, range(50)))

    assert told.count("executed") == 1
    assert set(told) == {"executed", "already_decided"}
    harbor.window_closes()
    assert [entry.amount_minor for entry in sent_entries(harbor)] == [500_00]


def test_a_role_that_was_changed_meanwhile_decides_nothing(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    approval = asked_for(harbor, harbor.ada.sends_ach("500.00"))
    set_login(harbor, checker, role="support")
    with pytest.raises(Forbidden):
        decides(harbor, approval, by=checker)
    set_login(harbor, checker, role="compliance", is_disabled=True)
    with pytest.raises(Forbidden):
        decides(harbor, approval, by=checker)


@pytest.mark.parametrize("meanwhile", [{"role": "support"}, {"is_disabled": True}])
def test_the_yes_of_somebody_who_left_does_not_count(
    harbor: World, owner: Actor, checker: Actor, meanwhile: dict[str, Any]
) -> None:
    sets_rule(harbor, terms(amount_from="500.00", required=2), by=owner)
    payment = harbor.ada.sends_ach("500.00")
    approval = asked_for(harbor, payment)
    assert decides(harbor, approval, by=checker) is Outcome.COUNTED
    set_login(harbor, checker, **meanwhile)

    assert decides(harbor, approval, by=owner) is Outcome.COUNTED
    assert harbor.payment(payment).status == "pending_approval"
    assert decides(harbor, approval, by=joins(harbor, "owner")) is Outcome.EXECUTED


def test_a_rule_tightened_meanwhile_holds_for_what_waits(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    payment = harbor.ada.sends_ach("500.00")
    approval = asked_for(harbor, payment)
    officer = joins(harbor, "oversight_officer")
    sets_floor(harbor, terms(amount_from="400.00", required=2), by=officer)

    assert decides(harbor, approval, by=checker) is Outcome.COUNTED
    assert decides(harbor, approval, by=owner) is Outcome.EXECUTED


def test_a_new_counterparty_can_be_asked_about_and_a_known_one_not(
    harbor: World, owner: Actor, checker: Actor
) -> None:
    sets_rule(harbor, terms(younger_than_days=30), by=owner)
    first = harbor.ada.sends_ach("20.00")
    assert harbor.payment(first).status == "pending_approval"
    facts = dict(fact[:2] for fact in request(harbor, asked_for(harbor, first)).facts)
    assert facts["Counterparty"].startswith("New")
    decides(harbor, asked_for(harbor, first), by=checker)
    assert harbor.payment(harbor.ada.sends_ach("21.00")).status == "pending_approval"
    harbor.clock.now += timedelta(days=31)
    assert harbor.payment(harbor.ada.sends_ach("22.00")).status == "approved"


def test_a_frozen_account_is_not_sent_from(harbor: World, owner: Actor, checker: Actor) -> None:
    payment = harbor.ada.sends_ach("500.00")
    approval = asked_for(harbor, payment)
    freezes(harbor, owner)
    with pytest.raises(Refused, match="frozen"):
        decides(harbor, approval, by=checker)
    assert harbor.payment(payment).status == "pending_approval"
    assert request(harbor, approval).votes == (), "the vote is not kept when nothing happened"


def test_a_freeze_in_between_is_never_followed_by_a_debit(
    harbor: World, owner: Actor, checker: Actor, record_property: Any
) -> None:
    """B9, sampled: freezing, approving and the window in any order."""
    interleaves(harbor, owner, checker, record_property, rounds=3)


@pytest.mark.soak
def test_many_freezes_in_between(
    harbor: World, owner: Actor, checker: Actor, record_property: Any
) -> None:
    interleaves(harbor, owner, checker, record_property, rounds=ROUNDS)


def interleaves(
    harbor: World, owner: Actor, checker: Actor, record_property: Any, *, rounds: int
) -> None:
    seed = fresh_seed()
    luck = random.Random(seed)
    sets_rule(harbor, terms(amount_from="10.00"), by=owner)
    for _ in range(rounds):
        harbor.ada.is_given("11.00")
        payment = harbor.ada.sends_ach("10.00")
        approval = asked_for(harbor, payment)
        steps = ["freeze", "approve", "window"]
        luck.shuffle(steps)
        frozen_before_sending = False
        for step in steps:
            if step == "freeze":
                freezes(harbor, owner)
            elif step == "approve":
                try_to(lambda: decides(harbor, approval, by=checker))  # noqa: B023
            else:
                frozen_before_sending = "freeze" in steps[: steps.index(step)]
                harbor.window_closes()
        status = harbor.payment(payment).status
        if frozen_before_sending or steps.index("window") < steps.index("approve"):
            held_up = {"pending_approval", "approved"}
            if request(harbor, approval).line.status == "expired":  # over a long weekend
                held_up = {"rejected"}
            assert status in held_up, (seed, steps, status)
        else:
            assert status == "submitted", (seed, steps, status)
            harbor.fed_settles()  # or the books would say, after a week, that it never settled
        try_to(lambda: harbor.ada.cancels(payment))  # noqa: B023
        thaws(harbor, owner)
    record_property(
        "figures", f"approvals: freeze interleavings {rounds}, GUILDHALL_TEST_SEED={seed}"
    )


@pytest.mark.tampers
@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("update payment set status = 'approved'", "the request of a second person is pending"),
        ("update approval set subject_id = partner_id", "it waits, and nobody was asked"),
        (
            "update approval set status = 'executed', closed_at = now()",
            "it was executed with 0 of 1 yes votes",
        ),
    ],
)
def test_the_books_are_asked_whether_somebody_agreed(
    harbor: World, owner: Actor, change: str, seen: str
) -> None:
    harbor.ada.sends_ach("500.00")
    as_superuser(harbor, f"{change} where partner_id = '{harbor.partner_id}'")
    assert any(seen in str(fault) for fault in faults([harbor.partner_id]))


def try_to(act: Any) -> None:
    try:
        act()
    except DomainError:
        return


def freezes(world: World, by: Actor) -> None:
    with partner_work(world.partner_id) as db:
        freeze_account(
            db,
            account_id=world.ada.account_id,
            incoming=False,
            reason="Looked into",
            actor=by,
            now=world.now,
        )


def thaws(world: World, by: Actor) -> None:
    with partner_work(world.partner_id) as db:
        unfreeze_account(
            db, account_id=world.ada.account_id, reason="Cleared", actor=by, now=world.now
        )


def set_login(world: World, actor: Actor, **values: Any) -> None:
    with partner_work(world.partner_id) as db:
        db.execute(update(LoginRow).where(LoginRow.id == actor.id).values(**values))


def as_superuser(world: World, statement: str) -> None:
    url = world.config.database.admin
    assert url is not None
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as db:
        db.execute(statement)
