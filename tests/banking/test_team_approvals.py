"""A team is changed by two people where a rule asks for it, exactly as the second one saw it."""

from typing import Any

import pytest
from sqlalchemy import select

from app.banking.approvals.actions.set_rule import RuleOrder, set_rule
from app.banking.approvals.actions.vote import Ballot
from app.banking.approvals.rules import Terms
from app.banking.approvals.tables import ApprovalRow
from app.banking.decisions.actions.decide import Outcome, decide
from app.banking.team.actions.ask_to_add_network import ask_to_add_network
from app.banking.team.actions.ask_to_change_role import ask_to_change_role
from app.banking.team.actions.ask_to_disable import ask_to_disable
from app.banking.team.actions.ask_to_invite import ask_to_invite
from app.banking.team.actions.ask_to_remove_network import ask_to_remove_network
from app.banking.team.queries import Standing, networks_in_force
from app.banking.team.rules import Invitation
from app.kernel.actor import OPERATOR, Actor
from app.kernel.ids import ApprovalId
from app.storage.clock import wall_now
from app.storage.session import partner_work
from tests.team_verbs import allows, as_user, joins, members
from tests.world import World

NORA = Invitation("Nora Quist", "nora@harbor.example", "support")
HERE = "203.0.113.7"


class Team:
    """Harbor with an owner who asks and a compliance officer who decides; a rule on everything."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.olive = self._person("Olive Hart", "owner")
        self.carmen = self._person("Carmen Diaz", "compliance")
        self.silas = joins(world, "Silas Boone", "support")
        roles = frozenset({"owner", "compliance"})
        with partner_work(world.partner_id) as db:
            for verb in ("invite", "change_role", "disable"):
                rule = RuleOrder("partner", Terms(f"users.{verb}", roles))
                set_rule(db, rule, actor=OPERATOR, now=world.now)
            rule = RuleOrder("partner", Terms("addresses.change", roles))
            set_rule(db, rule, actor=OPERATOR, now=world.now)
        world.wait(minutes=1)

    def _person(self, name: str, role: str) -> Actor:
        return as_user(joins(self.world, name, role), name, role)

    def asks(self, act: Any, **values: Any) -> ApprovalId:
        timed = {} if "network" in act.__name__ else {"wall": wall_now()}
        with partner_work(self.world.partner_id) as db:
            waits = act(db, actor=self.olive, now=self.world.now, **timed, **values)
        assert waits is not None, "a second person is asked"
        return ApprovalId(waits)

    def agrees(self, approval_id: ApprovalId) -> Outcome:
        with partner_work(self.world.partner_id) as db:
            found = select(ApprovalRow.shown_sha256).where(ApprovalRow.id == approval_id)
            ballot = Ballot(is_yes=True, seen=db.scalars(found).one())
            return decide(
                db,
                approval_id=approval_id,
                ballot=ballot,
                actor=self.carmen,
                now=self.world.wait(minutes=1),
            )

    @property
    def networks(self) -> list[str]:
        with partner_work(self.world.partner_id) as db:
            return [str(each.network) for each in networks_in_force(db)]


@pytest.fixture
def team(harbor: World) -> Team:
    return Team(harbor)


def test_somebody_comes_once_a_second_person_agrees(team: Team) -> None:
    with partner_work(team.world.partner_id) as db:
        waits = ask_to_invite(
            db, NORA, kind="user", actor=team.olive, now=team.world.now, wall=wall_now()
        )
    assert waits is not None
    assert "Nora Quist" not in members(team.world)

    assert team.agrees(waits) is Outcome.EXECUTED

    assert members(team.world)["Nora Quist"].standing is Standing.INVITED


def test_a_role_changes_once_a_second_person_agrees(team: Team) -> None:
    waits = team.asks(ask_to_change_role, login_id=team.silas, role="operations")
    assert members(team.world)["Silas Boone"].role == "support"

    assert team.agrees(waits) is Outcome.EXECUTED

    assert members(team.world)["Silas Boone"].role == "operations"


def test_a_role_that_changed_meanwhile_voids_the_request(team: Team) -> None:
    first = team.asks(ask_to_change_role, login_id=team.silas, role="operations")
    second = team.asks(ask_to_change_role, login_id=team.silas, role="read_only")
    team.agrees(second)

    assert team.agrees(first) is Outcome.VOID

    assert members(team.world)["Silas Boone"].role == "read_only"


def test_an_access_ends_once_a_second_person_agrees(team: Team) -> None:
    waits = team.asks(ask_to_disable, login_id=team.silas, reason="Left the company")
    assert members(team.world)["Silas Boone"].standing is Standing.ACTIVE

    assert team.agrees(waits) is Outcome.EXECUTED

    assert members(team.world)["Silas Boone"].standing is Standing.DISABLED


def test_a_list_of_networks_changes_as_it_was_seen(team: Team) -> None:
    add = {"label": "Office", "own_address": HERE}
    first = team.asks(ask_to_add_network, network="203.0.113.0/24", **add)
    second = team.asks(ask_to_add_network, network="203.0.113.0/25", **add)

    assert team.agrees(first) is Outcome.EXECUTED
    assert team.agrees(second) is Outcome.VOID, "the list is not the one that was shown"

    assert team.networks == ["203.0.113.0/24"]


def test_a_network_goes_once_a_second_person_agrees(team: Team) -> None:
    network_id = allows(team.world, "203.0.113.0/24")
    waits = team.asks(ask_to_remove_network, network_id=network_id, own_address=HERE)
    assert team.networks == ["203.0.113.0/24"]

    assert team.agrees(waits) is Outcome.EXECUTED

    assert team.networks == []


def test_a_request_is_over_in_time(team: Team) -> None:
    waits = team.asks(ask_to_change_role, login_id=team.silas, role="operations")
    team.world.wait(days=31)

    assert team.agrees(waits) is Outcome.EXPIRED

    assert members(team.world)["Silas Boone"].role == "support"
