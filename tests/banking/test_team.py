"""Who comes into a team, what changes for them, and how they leave."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.banking.audit.queries import records_about
from app.banking.mail.tables import MailRow
from app.banking.team.actions.ask_to_change_role import ask_to_change_role
from app.banking.team.actions.ask_to_disable import ask_to_disable
from app.banking.team.actions.ask_to_invite import ask_to_invite
from app.banking.team.actions.enable import enable
from app.banking.team.actions.invite_again import invite_again
from app.banking.team.actions.withdraw_invitation import withdraw_invitation
from app.banking.team.queries import Standing
from app.banking.team.rules import (
    EXAMINER_DAYS_MAX,
    Invitation,
    checked_invitation,
    is_within,
    read_network,
)
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import LoginId
from app.storage.clock import wall_now
from app.storage.session import partner_work
from tests.team_verbs import as_user, joins, members
from tests.world import World

WALL = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
NORA = Invitation("Nora Quist", "nora@harbor.example", "support")


@pytest.fixture
def olive(harbor: World) -> Actor:
    """The owner."""
    return as_user(joins(harbor, "Olive Hart", "owner"), "Olive Hart", "owner")


def invites(world: World, asked: Invitation, actor: Actor) -> LoginId:
    with partner_work(world.partner_id) as db:
        waits = ask_to_invite(db, asked, kind="user", actor=actor, now=world.now, wall=wall_now())
    assert waits is None, "no rule asks for a second person"
    return members(world)[asked.name].id


def changes_role(world: World, login_id: LoginId, role: str, actor: Actor) -> None:
    with partner_work(world.partner_id) as db:
        ask_to_change_role(
            db, login_id=login_id, role=role, actor=actor, now=world.now, wall=wall_now()
        )


def shuts_out(world: World, login_id: LoginId, actor: Actor) -> None:
    with partner_work(world.partner_id) as db:
        ask_to_disable(
            db,
            login_id=login_id,
            reason="Left the company",
            actor=actor,
            now=world.now,
            wall=wall_now(),
        )


def letters(world: World) -> list[str]:
    with partner_work(world.partner_id) as db:
        return [row.kind for row in db.query(MailRow).order_by(MailRow.id)]


def test_who_is_invited_gets_a_letter_and_no_way_in(harbor: World, olive: Actor) -> None:
    login_id = invites(harbor, NORA, olive)

    nora = members(harbor)["Nora Quist"]
    assert nora.standing is Standing.INVITED
    assert not nora.has_second_factor
    assert letters(harbor) == ["invitation"]
    with partner_work(harbor.partner_id) as db:
        told = records_about(db, [login_id])
    assert "user.invited" in {line.action for line in told}


def test_an_address_is_invited_once(harbor: World, olive: Actor) -> None:
    invites(harbor, NORA, olive)

    with pytest.raises(Conflict, match="already"):
        invites(harbor, Invitation("Somebody", " NORA@harbor.example ", "owner"), olive)


def test_an_invitation_is_taken_back_and_sent_again(harbor: World, olive: Actor) -> None:
    login_id = invites(harbor, NORA, olive)

    with partner_work(harbor.partner_id) as db:
        withdraw_invitation(db, login_id=login_id, actor=olive, now=harbor.now, wall=wall_now())
    assert members(harbor)["Nora Quist"].standing is Standing.WITHDRAWN
    with partner_work(harbor.partner_id) as db:
        invite_again(db, login_id=login_id, actor=olive, now=harbor.now, wall=wall_now())
    assert members(harbor)["Nora Quist"].standing is Standing.INVITED
    assert letters(harbor) == ["invitation", "invitation"]


def test_who_has_come_is_not_invited_again(harbor: World, olive: Actor) -> None:
    silas = joins(harbor, "Silas Boone", "support")

    for act in (invite_again, withdraw_invitation):
        with pytest.raises(Refused, match="come already"), partner_work(harbor.partner_id) as db:
            act(db, login_id=silas, actor=olive, now=harbor.now, wall=wall_now())


def test_a_role_changes_with_a_record_and_a_letter(harbor: World, olive: Actor) -> None:
    silas = joins(harbor, "Silas Boone", "support")

    changes_role(harbor, silas, "operations", olive)

    assert members(harbor)["Silas Boone"].role == "operations"
    assert letters(harbor) == ["role_changed"]
    with partner_work(harbor.partner_id) as db:
        assert "user.role_changed" in {line.action for line in records_about(db, [silas])}


def test_nobody_changes_themselves(harbor: World, olive: Actor) -> None:
    joins(harbor, "June Abbott", "owner")
    own = LoginId(olive.id)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="their own"):
        changes_role(harbor, own, "support", olive)
    with pytest.raises(Refused, match="their own"):
        shuts_out(harbor, own, olive)


def test_the_last_owner_stays(harbor: World, olive: Actor) -> None:
    june = joins(harbor, "June Abbott", "owner")
    other = as_user(june, "June Abbott", "owner")
    invites(harbor, Invitation("Otto Berg", "otto@harbor.example", "owner"), olive)
    shuts_out(harbor, LoginId(olive.id), other)  # type: ignore[arg-type]

    stranger = as_user(joins(harbor, "Carmen Diaz", "compliance"), "Carmen Diaz", "compliance")
    for act in (
        lambda: changes_role(harbor, june, "support", stranger),
        lambda: shuts_out(harbor, june, stranger),
    ):
        with pytest.raises(Refused, match="last owner"):
            act()
    assert members(harbor)["June Abbott"].standing is Standing.ACTIVE


def test_two_owners_who_shut_each_other_out_leave_one(harbor: World, olive: Actor) -> None:
    june = joins(harbor, "June Abbott", "owner")
    pairs = [(LoginId(olive.id), as_user(june, "June Abbott", "owner")), (june, olive)]  # type: ignore[arg-type]

    def shut(pair: tuple[LoginId, Actor]) -> bool:
        try:
            shuts_out(harbor, *pair)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        done = list(both.map(shut, pairs))

    assert sorted(done) == [False, True]
    assert [each.standing for each in members(harbor).values()].count(Standing.ACTIVE) == 1


def test_who_was_shut_out_can_be_let_in_again(harbor: World, olive: Actor) -> None:
    silas = joins(harbor, "Silas Boone", "support")
    shuts_out(harbor, silas, olive)
    assert members(harbor)["Silas Boone"].standing is Standing.DISABLED

    with partner_work(harbor.partner_id) as db:
        enable(db, login_id=silas, actor=olive, now=harbor.now)

    assert members(harbor)["Silas Boone"].standing is Standing.ACTIVE


def test_another_teams_people_are_nobody_here(harbor: World, olive: Actor) -> None:
    june = joins(harbor.juniper, "June Abbott", "support")

    with pytest.raises(NotFound):
        changes_role(harbor, june, "owner", olive)


def test_a_role_of_the_bank_is_none_of_a_partners(harbor: World, olive: Actor) -> None:
    silas = joins(harbor, "Silas Boone", "support")

    with pytest.raises(Refused):
        changes_role(harbor, silas, "oversight_officer", olive)
    with pytest.raises(Refused):
        invites(harbor, Invitation("Eve", "eve@harbor.example", "examiner"), olive)


@pytest.mark.parametrize("days", [-1, 0, EXAMINER_DAYS_MAX + 2, None])
def test_an_examiner_comes_for_a_time(days: int | None) -> None:
    until = None if days is None else WALL + timedelta(days=days)

    with pytest.raises(Refused, match="30 days"):
        checked_invitation(
            Invitation("Hugh Larkin", "hugh@exam.example", "examiner", until),
            kind="officer",
            wall=WALL,
        )


def test_only_an_examiners_access_has_an_end() -> None:
    asked = Invitation("Ezra", "ezra@cedar.example", "bsa_officer", WALL + timedelta(days=3))
    with pytest.raises(Refused, match="Only an examiner"):
        checked_invitation(asked, kind="officer", wall=WALL)


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("203.0.113.0/24", "203.0.113.9", "203.0.114.1"),
        ("203.0.113.7", "203.0.113.7", "203.0.113.8"),
        ("203.0.113.7/24", "203.0.113.200", "::1"),
        ("2001:db8:12::/48", "2001:db8:12:3::1", "2001:db8:13::1"),
        ("203.0.113.0/24", "::ffff:203.0.113.9", "::ffff:203.0.114.9"),
    ],
)
def test_a_network_holds_its_addresses(network: str, inside: str, outside: str) -> None:
    known = [read_network(network)]
    assert is_within(inside, known)
    assert not is_within(outside, known)
    assert not is_within("", known)
    assert not is_within("unknown", known)


@pytest.mark.parametrize("text", ["", "example.com", "203.0.113.0/33", "0.0.0.0/0", "::/0", "1.2"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_network(text)
