"""Notes among colleagues, and who looks after what."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.banking.audit.queries import changes_about
from app.banking.listing.asked import read_query
from app.banking.listing.asking import read_page
from app.banking.lists.assignments import ASSIGNMENTS, AssignedLine
from app.banking.notes.actions.assign import assign
from app.banking.notes.actions.withdraw_note import withdraw_note
from app.banking.notes.actions.write_note import write_note
from app.banking.notes.queries import assignee_of, notes_about, notes_to_show, team_of
from app.banking.notes.rules import Subject
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import LoginId, NoteId, new_id, shown
from app.storage.session import customer_work, partner_work
from tests.adjustment_verbs import staff
from tests.approval_verbs import joins
from tests.world import World

ROBIN = staff("Robin")


def assigned_to(db: Session, login_id: UUID) -> list[AssignedLine]:
    asked = read_query(ASSIGNMENTS, f"person={shown('login', login_id)}")
    return list(read_page(db, ASSIGNMENTS, asked).lines)


def writes(world: World, body: str, *, is_pinned: bool = False) -> NoteId:
    with partner_work(world.partner_id) as db:
        return write_note(
            db,
            about=Subject("customer", world.ada.customer_id),
            body=body,
            is_pinned=is_pinned,
            actor=ROBIN,
            now=world.wait(minutes=1),
        )


def test_pinned_notes_come_first_then_the_latest(harbor: World) -> None:
    for body, is_pinned in (("Speaks Yoruba", True), ("Called", False), ("Called again", False)):
        writes(harbor, body, is_pinned=is_pinned)
    with partner_work(harbor.partner_id) as db:
        found = notes_to_show(db, harbor.ada.customer_id)
        told = notes_about(db, [harbor.ada.customer_id])
    assert [each.body for each in found] == ["Speaks Yoruba", "Called again", "Called"]
    assert [each.body for each in told] == ["Called again", "Called", "Speaks Yoruba"]


def test_a_note_is_withdrawn_by_its_author_and_stays(harbor: World) -> None:
    note_id = writes(harbor, "Wrong person")
    with partner_work(harbor.partner_id) as db, pytest.raises(Refused, match="Only whoever"):
        withdraw_note(db, note_id=note_id, actor=staff("Carmen"), now=harbor.now)
    with partner_work(harbor.partner_id) as db:
        about = withdraw_note(db, note_id=note_id, actor=ROBIN, now=harbor.now)
        assert about == Subject("customer", harbor.ada.customer_id)
        [note] = notes_about(db, [about.id])
        assert (note.body, note.withdrawn_label) == ("Wrong person", "Robin")
        with pytest.raises(Conflict):
            withdraw_note(db, note_id=note_id, actor=ROBIN, now=harbor.now)
    with partner_work(harbor.juniper.partner_id) as db, pytest.raises(NotFound):
        withdraw_note(db, note_id=note_id, actor=ROBIN, now=harbor.now)


def test_not_even_the_app_changes_a_notes_words_and_the_portal_sees_none(harbor: World) -> None:
    writes(harbor, "Kept")
    denied = pytest.raises(DBAPIError, match="permission denied")
    with denied, partner_work(harbor.partner_id) as db:
        db.execute(text("update note set body = 'Changed'"))
    for table in ("note", "assignment"):
        denied = pytest.raises(DBAPIError, match="permission denied")
        with denied, customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
            db.execute(text(f"select count(*) from {table}"))


def test_somebody_looks_after_a_thing_until_another_does(harbor: World) -> None:
    harbor.ada.is_given("$50.00")
    payment, robin = harbor.ada.sends_ach("$5.00"), joins(harbor, "support")
    carmen = joins(harbor, "operations")
    assert robin.id
    assert carmen.id
    about = Subject("payment", payment)
    with partner_work(harbor.partner_id) as db:
        for login_id in (robin.id, robin.id, carmen.id):
            assign(
                db,
                about=about,
                login_id=LoginId(login_id),
                actor=ROBIN,
                now=harbor.wait(minutes=1),
            )
        found = assignee_of(db, payment)
        assert found
        assert found.login_id == carmen.id
        assert assigned_to(db, robin.id) == []
        [line] = assigned_to(db, carmen.id)
        assert (line.title, line.status, line.is_ended) == (
            "$5.00 to Larch Street Homes",
            "approved",
            False,
        )
        told = [each for each in changes_about(db, [payment]) if each.action == "object.assigned"]
        assert [each.after["assigned_to"] for each in told] == [
            found.name,
            told[1].after["assigned_to"],
        ]
        assign(db, about=about, login_id=None, actor=ROBIN, now=harbor.wait(minutes=1))
        assert assignee_of(db, payment) is None


def test_only_somebody_of_the_team_looks_after_things(harbor: World) -> None:
    about = Subject("customer", harbor.ada.customer_id)
    stranger = joins(harbor.juniper, "support")
    for login_id in (stranger.id, new_id(harbor.now)):
        assert login_id
        with partner_work(harbor.partner_id) as db, pytest.raises(Refused, match="of the team"):
            assign(db, about=about, login_id=LoginId(login_id), actor=ROBIN, now=harbor.now)
    joins(harbor, "read_only")
    owner = joins(harbor, "owner")
    with partner_work(harbor.partner_id) as db:
        offered, current = team_of(db, about.id, kind="user", wall=harbor.now)
    assert [each[0] for each in offered] == [owner.id]
    assert current is None
