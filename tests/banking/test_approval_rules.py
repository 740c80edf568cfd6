"""Rules of partners, floors of banks, and what may be changed by one person alone."""

from dataclasses import replace

import pytest

from app.banking.approvals.rows import latest_floors, latest_policies, rules_in_force, terms_of
from app.banking.approvals.rules import Case, Terms, loosens, requirement_of
from app.banking.decisions.actions.decide import Outcome
from app.kernel.errors import Conflict, Forbidden, Refused
from app.kernel.ids import RuleId
from app.kernel.money import Money
from app.storage.session import customer_work, house_work, partner_work
from tests.approval_verbs import decides, joins, request, sets_floor, sets_rule, terms
from tests.world import World

USD = Money(1_000_00, "USD")


def rule_ids(world: World) -> list[RuleId]:
    with partner_work(world.partner_id) as db:
        return [RuleId(row.rule_id) for row in latest_policies(db)]


def floor_ids(world: World) -> list[RuleId]:
    with house_work(world.house_id, world.bank_id) as db:
        return [RuleId(row.rule_id) for row in latest_floors(db)]


LOOSER = {
    "a higher amount": {"amount_from": Money(600_00, "USD")},
    "another currency": {"amount_from": Money(500_00, "EUR")},
    "one rail only": {"rail": "ach"},
    "younger counterparties only": {"younger_than_days": 30},
    "fewer makers": {"maker_roles": frozenset({"operations"})},
    "fewer people": {"required": 1},
    "more roles": {"checker_roles": frozenset({"owner", "compliance", "operations"})},
    "more time": {"expiry_hours": 100},
    "another action": {"action": "adjustments.post"},
}
TIGHTER = {
    "a lower amount": {"amount_from": Money(400_00, "USD")},
    "any amount": {"amount_from": None},
    "more people": {"required": 3},
    "fewer roles": {"checker_roles": frozenset({"owner"})},
    "less time": {"expiry_hours": 24},
    "the same": {},
}
FIVE_HUNDRED = Terms(
    "payments.send", frozenset({"owner", "compliance"}), 2, 72, Money(500_00, "USD")
)


@pytest.mark.parametrize("name", LOOSER)
def test_less_in_any_one_way_is_looser(name: str) -> None:
    assert loosens(FIVE_HUNDRED, replace(FIVE_HUNDRED, **LOOSER[name]))  # type: ignore[arg-type]
    assert loosens(FIVE_HUNDRED, None)


@pytest.mark.parametrize("name", TIGHTER)
def test_more_in_every_way_is_not(name: str) -> None:
    assert not loosens(FIVE_HUNDRED, replace(FIVE_HUNDRED, **TIGHTER[name]))  # type: ignore[arg-type]


def test_a_rule_is_set_at_once_and_tightened_at_once(harbor: World) -> None:
    owner = joins(harbor, "owner")
    assert sets_rule(harbor, terms(amount_from="500.00"), by=owner) is None
    [rule_id] = rule_ids(harbor)

    assert sets_rule(harbor, terms(amount_from="300.00"), by=owner, rule_id=rule_id) is None

    with partner_work(harbor.partner_id) as db:
        [row] = latest_policies(db)
        assert (row.version, terms_of(row).amount_from) == (2, Money(300_00, "USD"))


def test_loosening_waits_for_a_second_person(harbor: World) -> None:
    owner, other = joins(harbor, "owner"), joins(harbor, "compliance")
    sets_rule(harbor, terms(amount_from="500.00"), by=owner)
    [rule_id] = rule_ids(harbor)

    asked = sets_rule(harbor, terms(amount_from="900.00"), by=owner, rule_id=rule_id)

    assert asked
    [change] = [c for c in request(harbor, asked).changes if c.label == "In which cases"]
    assert (change.before, change.after) == ("from $500.00", "from $900.00")
    with pytest.raises(Refused, match="another person decides"):
        decides(harbor, asked, by=owner)
    assert decides(harbor, asked, by=other) is Outcome.EXECUTED
    with partner_work(harbor.partner_id) as db:
        [row] = latest_policies(db)
        assert terms_of(row).amount_from == Money(900_00, "USD")
        assert row.approval_id == asked


def test_taking_a_rule_away_is_loosening_it(harbor: World) -> None:
    owner, other = joins(harbor, "owner"), joins(harbor, "compliance")
    sets_rule(harbor, terms(amount_from="500.00"), by=owner)
    [rule_id] = rule_ids(harbor)
    asked = sets_rule(harbor, None, by=owner, rule_id=rule_id)
    assert asked
    assert rule_ids(harbor) == [rule_id], "until another person agrees"
    decides(harbor, asked, by=other)
    assert rule_ids(harbor) == []


def test_a_rule_that_was_tightened_meanwhile_voids_the_loosening(harbor: World) -> None:
    owner, other = joins(harbor, "owner"), joins(harbor, "compliance")
    sets_rule(harbor, terms(amount_from="500.00"), by=owner)
    [rule_id] = rule_ids(harbor)
    asked = sets_rule(harbor, terms(amount_from="900.00"), by=owner, rule_id=rule_id)
    assert asked
    sets_rule(harbor, terms(amount_from="100.00"), by=owner, rule_id=rule_id)
    assert decides(harbor, asked, by=other) is Outcome.VOID
    with pytest.raises(Conflict, match="not valid any more"):
        decides(harbor, asked, by=other)


def test_loosening_is_asked_under_the_rules_that_hold_until_then(harbor: World) -> None:
    owner, second = joins(harbor, "owner"), joins(harbor, "compliance")
    third = joins(harbor, "owner")
    guard = terms("policy.loosen", required=2, checker_roles=("owner", "compliance"))
    sets_rule(harbor, guard, by=owner)
    [rule_id] = rule_ids(harbor)

    asked = sets_rule(harbor, None, by=owner, rule_id=rule_id)

    assert asked
    assert decides(harbor, asked, by=second) is Outcome.COUNTED
    assert decides(harbor, asked, by=third) is Outcome.EXECUTED


def test_a_partner_can_only_be_stricter_than_its_bank(harbor: World) -> None:
    owner, officer = joins(harbor, "owner"), joins(harbor, "oversight_officer")
    sets_floor(harbor, terms(amount_from="1000.00", required=2, expiry_hours=48), by=officer)
    sets_rule(harbor, terms(amount_from="5000.00", required=1, expiry_hours=72), by=owner)
    sets_rule(harbor, terms(amount_from="500.00", checker_roles=("owner",)), by=owner)

    with partner_work(harbor.partner_id) as db:
        rules = rules_in_force(db, "payments.send", now=harbor.now)
    needed = [
        requirement_of(rules, Case("payments.send", Money(minor, "USD")))
        for minor in (400_00, 500_00, 1_000_00, 5_000_00)
    ]

    assert needed[0] is None
    assert [each.required for each in needed[1:] if each] == [1, 2, 2]
    assert all(each.checker_roles == {"owner"} for each in needed[1:] if each)


def test_a_floor_holds_for_the_partners_of_its_bank_and_in_the_portal(harbor: World) -> None:
    officer = joins(harbor, "oversight_officer")
    sets_floor(harbor, terms(amount_from="1000.00"), by=officer)
    for world, seen in ((harbor, 1), (harbor.juniper, 1), (harbor.tally, 0)):
        with partner_work(world.partner_id) as db:
            assert len(latest_floors(db)) == seen
    with customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        assert len(latest_floors(db)) == 1


def test_a_floor_is_about_partners_staff_and_not_about_officers(harbor: World) -> None:
    officer = joins(harbor, "oversight_officer")
    invites = terms("users.invite", checker_roles=("owner",))
    with pytest.raises(Refused, match="at least one role"):
        sets_floor(harbor, terms("users.invite", checker_roles=("bsa_officer",)), by=officer)
    sets_floor(harbor, invites, by=officer)
    with house_work(harbor.house_id, harbor.bank_id) as db:
        assert rules_in_force(db, "users.invite", now=harbor.now) == []
    with partner_work(harbor.partner_id) as db:
        assert len(rules_in_force(db, "users.invite", now=harbor.now)) == 1


def test_two_officers_loosen_a_floor(harbor: World) -> None:
    first, second = joins(harbor, "oversight_officer"), joins(harbor, "bsa_officer")
    sets_floor(harbor, terms(amount_from="1000.00"), by=first)
    [rule_id] = floor_ids(harbor)

    asked = sets_floor(harbor, terms(amount_from="2000.00"), by=first, rule_id=rule_id)

    assert asked
    with pytest.raises(Refused, match="another person decides"):
        decides(harbor, asked, by=first)
    assert decides(harbor, asked, by=second) is Outcome.EXECUTED
    with partner_work(harbor.partner_id) as db:
        assert [terms_of(row).amount_from for row in latest_floors(db)] == [Money(2_000_00, "USD")]


def test_rules_that_leave_nobody_are_refused(harbor: World) -> None:
    owner = joins(harbor, "owner")
    sets_rule(harbor, terms(checker_roles=("owner",)), by=owner)
    with pytest.raises(Refused, match="nobody could approve"):
        sets_rule(harbor, terms(checker_roles=("compliance",)), by=owner)
    with pytest.raises(Refused, match="at least one role"):
        sets_rule(harbor, terms(checker_roles=("support",)), by=owner)


def test_whose_role_is_not_asked_for_decides_nothing(harbor: World) -> None:
    owner, support = joins(harbor, "owner"), joins(harbor, "support")
    sets_rule(harbor, terms(), by=owner)
    [rule_id] = rule_ids(harbor)
    asked = sets_rule(harbor, None, by=owner, rule_id=rule_id)
    assert asked
    with pytest.raises(Forbidden):
        decides(harbor, asked, by=support)
