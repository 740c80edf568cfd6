"""Adjustments under a rule: the two people each takes are the least, a rule can ask for more."""

import pytest

from app.banking.adjustments.actions.propose_adjustment import AdjustmentOrder, propose_adjustment
from app.banking.adjustments.actions.withdraw_adjustment import withdraw_adjustment
from app.banking.adjustments.rules import Kind
from app.banking.decisions.actions.decide import Outcome
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import AdjustmentId, new_id
from app.storage.session import partner_work
from tests.adjustment_verbs import approves, detail, goodwill
from tests.approval_verbs import decides, joins, sets_rule, terms, waiting
from tests.world import World


@pytest.fixture
def owner(harbor: World) -> Actor:
    """Harbor wants two checkers from $100 on."""
    owner = joins(harbor, "owner")
    rule = terms(
        "adjustments.post", amount_from="100.00", required=2, checker_roles=("owner", "compliance")
    )
    sets_rule(harbor, rule, by=owner)
    harbor.ada.is_given("10.00")
    return owner


def proposes(world: World, amount: str, *, by: Actor) -> AdjustmentId:
    order = AdjustmentOrder(
        f"{new_id(world.now)}", Kind.ADJUSTMENT, "Goodwill", goodwill(world.ada, amount)
    )
    with partner_work(world.partner_id) as db:
        return propose_adjustment(db, order, actor=by, now=world.now)


def test_below_the_rule_the_usual_second_person_is_enough(harbor: World, owner: Actor) -> None:
    small = proposes(harbor, "5.00", by=joins(harbor, "operations"))
    assert waiting(harbor) == []
    approves(harbor, small)
    assert str(harbor.ada.balance.current) == "$15.00"


def test_from_the_rule_on_as_many_as_it_says(harbor: World, owner: Actor) -> None:
    large = proposes(harbor, "100.00", by=joins(harbor, "operations"))
    [line] = waiting(harbor)
    with pytest.raises(Refused, match="more than one yes"):
        approves(harbor, large)

    assert decides(harbor, line.id, by=owner) is Outcome.COUNTED
    assert str(harbor.ada.balance.current) == "$10.00"
    assert decides(harbor, line.id, by=joins(harbor, "compliance")) is Outcome.EXECUTED

    assert str(harbor.ada.balance.current) == "$110.00"
    assert detail(harbor, large).summary.status == "approved"


def test_a_no_rejects_the_adjustment_too(harbor: World, owner: Actor) -> None:
    large = proposes(harbor, "100.00", by=joins(harbor, "operations"))
    decides(harbor, waiting(harbor)[0].id, by=owner, is_yes=False)
    assert detail(harbor, large).summary.status == "rejected"


def test_whoever_withdraws_one_withdraws_both(harbor: World, owner: Actor) -> None:
    maker = joins(harbor, "operations")
    large = proposes(harbor, "100.00", by=maker)
    with partner_work(harbor.partner_id) as db:
        withdraw_adjustment(db, adjustment_id=large, actor=maker, now=harbor.now)
    assert waiting(harbor) == []
