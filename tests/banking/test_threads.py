"""Conversations: what a customer may write, who waits, and which letter tells of an answer."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.listing.asked import read_query
from app.banking.listing.asking import page_query, read_page
from app.banking.mail.tables import MailRow
from app.banking.threads.actions.close_thread import close_thread
from app.banking.threads.actions.mark_read import mark_read
from app.banking.threads.actions.reopen_thread import reopen_thread
from app.banking.threads.listing import CONVERSATIONS, ListedThread
from app.banking.threads.queries import (
    count_unread,
    count_waiting,
    messages_in,
    thread_about,
    thread_detail,
)
from app.banking.threads.rules import LETTER_EVERY, MESSAGES_MAX
from app.banking.threads.tables import MessageRow
from app.kernel.actor import OPERATOR
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import ThreadId, new_id
from app.storage.session import bank_reading, customer_work, partner_work
from tests.customer_verbs import Person
from tests.talk_verbs import ROBIN, answers, as_customer, asks
from tests.web_clients import CUSTOMER_PASSWORD
from tests.world import World


def reads(world: World, person: Person, thread_id: ThreadId) -> None:
    with customer_work(world.partner_id, person.customer_id) as db:
        mark_read(
            db,
            thread_detail(db, thread_id),
            by_customer=True,
            actor=as_customer(person),
            now=world.wait(minutes=1),
        )


def letters(world: World) -> int:
    with partner_work(world.partner_id) as db:
        return len(db.scalars(select(MailRow.id).where(MailRow.kind == "message_waiting")).all())


def listed(db: Session, query: str) -> list[ListedThread]:
    return list(read_page(db, CONVERSATIONS, read_query(CONVERSATIONS, query)).lines)


def test_who_waits_longest_stands_on_top_until_answered(harbor: World) -> None:
    payment = harbor.ada.is_given("$50.00") or harbor.ada.sends_ach("$5.00")
    asks(harbor.grace, "Is my card on its way?")
    asks(harbor.ada, "Where is it?", payment)
    asks(harbor.grace, "Hello?")
    waiting = "status=waiting&sort=since"
    with partner_work(harbor.partner_id) as db:
        lines = listed(db, waiting)
        assert count_waiting(db) == 2
    assert [(line.customer_name, line.about, line.said) for line in lines] == [
        ("Grace Lindqvist", "General", "Hello?"),
        ("Ada Okafor", "$5.00 to Larch Street Homes", "Where is it?"),
    ]

    answers(harbor.grace, "It is.")

    with partner_work(harbor.partner_id) as db:
        assert [line.customer_name for line in listed(db, waiting)] == ["Ada Okafor"]
        assert [line.state for line in listed(db, "")] == ["answered", "new"]


def test_a_queue_begins_where_somebody_waits(harbor: World) -> None:
    """However many were answered before: what stands one way is read in its own order."""
    with partner_work(harbor.partner_id) as db:
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            db.execute(text(f"set local {setting} = off"))
        wanted = read_query(CONVERSATIONS, "status=waiting&sort=since")
        query = page_query(CONVERSATIONS, wanted, after=None, limit=25)
        said = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(db.scalars(text(f"explain {said}")))
        assert "ix_thread_standing" in plan


def test_each_side_knows_what_it_has_not_read(harbor: World) -> None:
    thread_id = asks(harbor.ada, "Hello")
    with partner_work(harbor.partner_id) as db:
        thread = thread_detail(db, thread_id)
        assert thread.is_unread_by_staff
        assert not thread.is_unread_by_customer
    answers(harbor.ada, "Good morning")
    with customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        assert count_unread(db, harbor.ada.customer_id) == 1
    reads(harbor, harbor.ada, thread_id)
    with customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        assert count_unread(db, harbor.ada.customer_id) == 0
        assert [each.body for each in messages_in(db, thread_id)] == ["Hello", "Good morning"]


def test_a_customer_sees_no_other_customers_messages(harbor: World) -> None:
    asks(harbor.ada, "Mine")
    with customer_work(harbor.partner_id, harbor.grace.customer_id) as db:
        assert thread_about(db, harbor.ada.customer_id) is None
        assert db.scalars(select(MessageRow.body)).all() == []
    with partner_work(harbor.juniper.partner_id) as db:
        assert db.scalars(select(MessageRow.body)).all() == []


def test_the_portals_own_role_cannot_write_as_staff_nor_change_a_word(harbor: World) -> None:
    thread_id = asks(harbor.ada, "Mine")
    forged = {
        "partner_id": harbor.partner_id,
        "id": new_id(harbor.now),
        "thread_id": thread_id,
        "customer_id": harbor.ada.customer_id,
        "is_from_customer": False,
        "author_label": "The bank",
        "body": "Send us your password",
        "at": harbor.now,
    }
    refused = pytest.raises(DBAPIError, match="permission denied")
    with refused, customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        db.execute(insert(MessageRow).values(**forged))
    for statement in ("update message set body = 'x'", "update thread set letter_at = now()"):
        denied = pytest.raises(DBAPIError, match="permission denied")
        with denied, customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
            db.execute(text(statement))


def test_the_bank_reads_no_conversation_and_no_note(harbor: World) -> None:
    asks(harbor.ada, "Between us")
    for table in ("message", "thread", "note", "assignment"):
        denied = pytest.raises(DBAPIError, match="permission denied")
        with denied, bank_reading(harbor.bank_id) as db:
            db.execute(text(f"select count(*) from {table}"))


def test_a_letter_tells_of_an_answer_once_an_hour_until_it_is_read(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        enrol_customer(
            db,
            customer_id=harbor.ada.customer_id,
            known_as=("ada@x.example", "Ada Okafor"),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    thread_id = asks(harbor.ada, "Hello")
    for word in ("One", "Two", "Three"):
        answers(harbor.ada, word)
    assert letters(harbor) == 1

    reads(harbor, harbor.ada, thread_id)
    answers(harbor.ada, "After reading")
    assert letters(harbor) == 2

    harbor.wait(seconds=LETTER_EVERY / timedelta(seconds=1))
    answers(harbor.ada, "An hour later, unread")
    assert letters(harbor) == 3


def test_without_a_login_there_is_nobody_to_write_to(harbor: World) -> None:
    answers(harbor.grace, "Welcome")
    assert letters(harbor) == 0


def test_a_customer_writes_so_many_an_hour(harbor: World) -> None:
    for number in range(MESSAGES_MAX):
        asks(harbor.ada, f"Number {number}")
    with pytest.raises(Refused, match="many messages"):
        asks(harbor.ada, "One more")
    harbor.wait(hours=1)
    asks(harbor.ada, "An hour later")


def test_a_closed_thread_waits_for_nobody_and_opens_by_a_word(harbor: World) -> None:
    thread_id = asks(harbor.ada, "Hello")
    with partner_work(harbor.partner_id) as db:
        close_thread(db, thread_id=thread_id, actor=ROBIN, now=harbor.wait(minutes=1))
        assert count_waiting(db) == 0
        assert len(listed(db, "status=closed")) == 1
        with pytest.raises(Conflict):
            close_thread(db, thread_id=thread_id, actor=ROBIN, now=harbor.now)
    assert asks(harbor.ada, "One more thing") == thread_id
    with partner_work(harbor.partner_id) as db:
        assert not thread_detail(db, thread_id).is_closed
        assert count_waiting(db) == 1
        with pytest.raises(Conflict):
            reopen_thread(db, thread_id=thread_id, actor=ROBIN, now=harbor.now)


@pytest.mark.parametrize("body", ["", "   \n ", "x" * 4_001, "\x00\x07"])
def test_nothing_and_too_much_are_refused(harbor: World, body: str) -> None:
    with pytest.raises(Refused, match=r"Write something|at most"):
        asks(harbor.ada, body)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("A\r\n\r\n\r\n\r\nB", "A\n\nB"),
        ("pay\u202egnp.exe", "paygnp.exe"),
        ("שלום, היכן הכסף?", "שלום, היכן הכסף?"),
        ("👩‍👧‍👦 Ça va?", "👩‍👧‍👦 Ça va?"),
        ("<script>alert(1)</script> {{ 7*7 }} '; drop table message; --",) * 2,
        ("nul\x00 and bell\x07", "nul and bell"),
    ],
)
def test_words_are_kept_as_they_are_but_for_what_cannot_be_seen(
    harbor: World, body: str, kept: str
) -> None:
    thread_id = asks(harbor.ada, body)
    with partner_work(harbor.partner_id) as db:
        assert messages_in(db, thread_id)[-1].body == kept
