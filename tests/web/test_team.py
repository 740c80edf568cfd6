"""The people of a team as its pages show and change them; what a change does to who is inside."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.banking.access.tables import LoginRow
from app.banking.approvals.actions.set_rule import RuleOrder, set_rule
from app.banking.approvals.rules import Terms
from app.banking.audit.tables import AuditRow
from app.banking.team.actions.set_term import set_term
from app.kernel.actor import OPERATOR
from app.kernel.ids import LoginId, shown
from app.rails.calendars import EASTERN
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.team_verbs import joins, members
from tests.web_clients import STAFF_PASSWORD, Visitor, sign_in_staff
from tests.world import World

REQUESTS = 100
INVITATION = re.compile(r"/invitation/[A-Za-z0-9_-]{43}")


@pytest.fixture
def olive(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "owner")


def page_of(login_id: LoginId, more: str = "") -> str:
    return f"/team/{shown('login', login_id)}{more}"


def login_of(world: World, visitor: Visitor, *, of_bank: bool = False) -> LoginId:
    with partner_work(world.house_id if of_bank else world.partner_id) as db:
        found = select(LoginRow.id).where(LoginRow.email == visitor.email)
        return LoginId(db.scalars(found).one())


def passed(visitor: Visitor, path: str = "/payments") -> int:
    """How many of the next requests came through."""
    return sum(visitor.get(path).status_code == 200 for _ in range(REQUESTS))


def test_the_list_tells_who_is_here_and_how(olive: Visitor, harbor: World) -> None:
    joins(harbor, "Silas Boone", "support")

    said = olive.get("/team").text

    assert "Silas Boone" in said
    assert "Without a second factor" in said
    assert "Invite somebody" in said


def test_an_owner_invites_and_the_invited_is_listed(olive: Visitor, harbor: World) -> None:
    values = {"name": "Nora Quist", "email": "nora@harbor.example", "role": "support"}

    answer = olive.post("/team/invitations", values, form_at="/team/invitations/new")

    assert answer.status_code == 303, answer.text
    assert "Invited" in olive.get("/team").text
    again = olive.post("/team/invitations", values, form_at="/team/invitations/new")
    assert again.status_code == 409
    assert "has this e-mail address already" in again.text


def test_what_may_not_be_typed_in_is_not_stored(olive: Visitor, harbor: World) -> None:
    """Fields that no form has are nothing: what somebody is comes from the form's own."""
    values = {
        "name": "Nora Quist",
        "email": "nora@harbor.example",
        "role": "support",
        "is_disabled": "1",
        "access_until": "2099-01-01",
        "partner_id": str(harbor.juniper.partner_id),
        "password_hash": "x",
        "kind": "officer",
    }

    olive.post("/team/invitations", values, form_at="/team/invitations/new")

    with partner_work(harbor.partner_id) as db:
        row = db.scalars(select(LoginRow).where(LoginRow.email == "nora@harbor.example")).one()
    assert (row.kind, row.role, row.password_hash, row.access_until, row.is_disabled) == (
        "user",
        "support",
        None,
        None,
        False,
    )


def test_a_role_taken_away_counts_at_the_next_request(
    application: Dispatcher, olive: Visitor, harbor: World
) -> None:
    pascal = sign_in_staff(application, harbor, "operations")
    assert pascal.get("/payments").status_code == 200
    there = page_of(login_of(harbor, pascal))

    answer = olive.post(f"{there}/role", {"role": "read_only"}, form_at=there)

    assert answer.status_code == 303, answer.text
    assert passed(pascal) == 0, "the session was for the role it began with"


def test_an_access_that_ends_ends_at_the_next_request(
    application: Dispatcher, olive: Visitor, harbor: World
) -> None:
    pascal = sign_in_staff(application, harbor, "operations")
    there = page_of(login_of(harbor, pascal))

    answer = olive.post(f"{there}/access/removal", {"reason": "Left"}, form_at=there)

    assert answer.status_code == 303, answer.text
    assert passed(pascal) == 0
    refused = Visitor(application, harbor.hosts["console"]).post(
        "/sign-in", {"email": pascal.email, "password": STAFF_PASSWORD}
    )
    assert refused.status_code == 422


def test_nobody_is_offered_a_change_of_themselves(olive: Visitor, harbor: World) -> None:
    there = page_of(login_of(harbor, olive))

    said = olive.get(there).text
    answer = olive.post(f"{there}/role", {"role": "support"}, form_at=there)

    assert "This is you" in said
    assert f'action="{there}/role"' not in said
    assert answer.status_code == 422
    assert "Nobody changes their own role" in answer.text


def test_a_second_person_is_asked_where_a_rule_wants_one(olive: Visitor, harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        rule = RuleOrder("partner", Terms("users.change_role", frozenset({"owner", "compliance"})))
        set_rule(db, rule, actor=OPERATOR, now=harbor.now)
    silas = joins(harbor, "Silas Boone", "support")

    answer = olive.post(f"{page_of(silas)}/role", {"role": "operations"}, form_at=page_of(silas))

    assert answer.status_code == 303
    assert members(harbor)["Silas Boone"].role == "support", "it waits"
    assert "A second person has to agree" in olive.follow(answer).text


def test_a_lost_phone_is_set_up_again(
    application: Dispatcher, olive: Visitor, harbor: World
) -> None:
    pascal = sign_in_staff(application, harbor, "operations")
    there = page_of(login_of(harbor, pascal))

    olive.post(f"{there}/factors/removal", form_at=there)

    assert pascal.get("/payments").status_code == 303
    pascal.post("/sign-in", {"email": pascal.email, "password": STAFF_PASSWORD})
    assert "/sign-in" in pascal.get("/payments").headers["Location"]
    assert not members(harbor)[pascal_name(harbor, pascal)].has_second_factor


def pascal_name(world: World, visitor: Visitor) -> str:
    return next(name for name, each in members(world).items() if each.email == visitor.email)


@pytest.fixture
def hugh(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "examiner")


def comes_until(world: World, login_id: LoginId, *, minutes: int) -> None:
    """The examiner's access ends so many minutes from now; it was given two days ago."""
    wall = wall_now()
    with partner_work(world.house_id) as db:
        set_term(
            db,
            login_id=login_id,
            access_until=wall + timedelta(minutes=minutes),
            actor=OPERATOR,
            now=world.now,
            wall=wall - timedelta(days=2),
        )


def test_an_examiners_access_ends_by_itself(
    application: Dispatcher, harbor: World, hugh: Visitor
) -> None:
    login_id = login_of(harbor, hugh, of_bank=True)
    comes_until(harbor, login_id, minutes=30)
    assert hugh.get("/").status_code == 200

    comes_until(harbor, login_id, minutes=-1)

    assert passed(hugh, "/") == 0
    refused = Visitor(application, harbor.hosts["oversight"]).post(
        "/sign-in", {"email": hugh.email, "password": STAFF_PASSWORD}
    )
    assert refused.status_code == 422
    assert "Your access ended on" in refused.text
    officer = sign_in_staff(application, harbor, "oversight_officer")
    assert "Access is over" in officer.get("/team").text


def test_an_examiners_pages_say_whose_copy_they_are(
    application: Dispatcher, harbor: World, hugh: Visitor
) -> None:
    partner = f"/partners/{shown('partner', harbor.partner_id)}"
    for path in ("/", "/cash", "/team", partner, f"{partner}/ledger"):
        assert "Examiner copy: Examiner, " in hugh.get(path).text, path
    officer = sign_in_staff(application, harbor, "oversight_officer")
    assert "Examiner copy" not in officer.get("/").text


def test_an_officer_invites_an_examiner_for_a_time(application: Dispatcher, harbor: World) -> None:
    ruth = sign_in_staff(application, harbor, "oversight_officer")
    values = {"name": "Hugh Larkin", "email": "hugh@exam.example", "role": "examiner"}

    def asks(day: str) -> int:
        typed = values | {"last_day": day}
        return ruth.post("/team/invitations", typed, form_at="/team/invitations/new").status_code

    today = wall_now().date()
    assert asks("") == 422
    assert asks((today + timedelta(days=60)).isoformat()) == 422
    assert asks((today + timedelta(days=10)).isoformat()) == 303
    invited = members(harbor, "officer")["Hugh Larkin"]
    assert invited.access_until is not None


def test_an_examiners_access_begins_on_its_first_day(
    application: Dispatcher, harbor: World, hugh: Visitor
) -> None:
    ruth = sign_in_staff(application, harbor, "oversight_officer")
    page = page_of(login_of(harbor, hugh, of_bank=True))
    today = wall_now().astimezone(EASTERN).date()
    days = {n: (today + timedelta(days=n)).isoformat() for n in (-3, 5, 6, 20, 40, 200)}

    def sets(first: str, last: str) -> int:
        values = {"first_day": first, "last_day": last}
        return ruth.post(f"{page}/term", values, form_at=page).status_code

    assert sets(days[5], days[40]) == 422, "more than thirty days of it"
    assert sets(days[200], days[200]) == 422, "too far ahead"
    assert sets(days[6], days[5]) == 422, "over before it begins"
    assert hugh.get("/").status_code == 200
    assert sets(days[5], days[20]) == 303
    assert passed(hugh, "/") == 0
    refused = Visitor(application, harbor.hosts["oversight"]).post(
        "/sign-in", {"email": hugh.email, "password": STAFF_PASSWORD}
    )
    assert refused.status_code == 422
    assert "Your access begins on" in refused.text
    assert "Begins later" in ruth.get("/team").text
    assert sets(days[-3], days[20]) == 303
    assert passed(hugh, "/") > 0, "what has begun goes on"


def test_changes_ask_for_a_fresh_proof(
    application: Dispatcher, olive: Visitor, harbor: World
) -> None:
    silas = joins(harbor, "Silas Boone", "support")
    token = olive.token_of(page_of(silas))
    forget_proof(harbor, olive)

    answer = olive.client.post(
        f"{page_of(silas)}/role",
        data={"csrf_token": token, "role": "operations"},
        base_url=f"https://{olive.host}",
    )

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/security/proof")
    assert members(harbor)["Silas Boone"].role == "support"


def forget_proof(world: World, visitor: Visitor) -> None:
    from app.banking.access.tables import LoginSessionRow

    with partner_work(world.partner_id) as db:
        db.query(LoginSessionRow).filter_by(login_id=login_of(world, visitor)).update(
            {"proved_at": wall_now() - timedelta(hours=1)}
        )


def test_what_is_done_to_a_team_is_in_its_trail(olive: Visitor, harbor: World) -> None:
    silas = joins(harbor, "Silas Boone", "support")
    olive.post(f"{page_of(silas)}/role", {"role": "operations"}, form_at=page_of(silas))

    with partner_work(harbor.partner_id) as db:
        kept = db.scalars(select(AuditRow).where(AuditRow.action == "user.role_changed")).one()
    assert (kept.before, kept.after) == ({"role": "support"}, {"role": "operations"})
    assert kept.actor_kind == "user"
