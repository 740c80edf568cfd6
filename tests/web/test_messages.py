"""Messages in portal and console: who writes, who waits, and what is refused in words."""

import re
from html import unescape

import pytest

from app.banking.threads.rules import MESSAGES_MAX
from app.kernel.ids import PaymentId, shown
from app.web.dispatch import Dispatcher
from tests.approval_verbs import joins
from tests.talk_verbs import answers, asks, hands_on
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

WAITING = "/messages?status=waiting&sort=since"
HOSTILE = "<script>alert(1)</script>\u202e שלום {{ 7*7 }} " + "x" * 300
COUNT = re.compile(r'href="/messages[^>]*>.*?<span class="count[^>]*>(\d+)', re.DOTALL)


@pytest.fixture
def payment(harbor: World) -> PaymentId:
    harbor.ada.is_given("$100.00")
    return harbor.ada.sends_ach("$40.00")


@pytest.fixture
def support(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "support")


@pytest.fixture
def ada(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_customer(application, harbor, harbor.ada)


def page_of(payment: PaymentId) -> str:
    return f"/payments/{shown('payment', payment)}"


def test_a_question_about_a_payment_is_answered_beside_its_facts(
    harbor: World, ada: Visitor, support: Visitor, payment: PaymentId
) -> None:
    address = page_of(payment)
    assert "Ask about this payment" in ada.get(address).text
    sent = ada.post(f"{address}/messages", {"message_body": "Where is it?"}, form_at=address)
    assert sent.status_code == 303
    assert "Where is it?" in ada.follow(sent).text

    inbox = support.get("/messages").text
    assert "Where is it?" in inbox
    assert COUNT.findall(inbox)[0] == "1"
    beside = support.get(address).text
    assert "Where is it?" in beside
    assert "Customer wrote" in beside

    answered = support.post(
        f"{address}/messages", {"message_body": "It goes tonight."}, form_at=address
    )
    assert answered.headers["Location"].endswith("#messages")
    assert "Nobody waits for an answer" in support.get(WAITING).text

    listed = ada.get("/messages").text
    assert "New" in listed
    assert COUNT.findall(listed)[0] == "1"
    assert "It goes tonight." in ada.get(address).text
    assert COUNT.findall(ada.get("/messages").text) == []
    assert "support-" not in ada.get(address).text, "customers hear the brand, not a colleague"


def test_what_people_type_stays_text(ada: Visitor, support: Visitor) -> None:
    sent = ada.post("/messages", {"message_body": HOSTILE})
    for page in (ada.follow(sent).text, support.get("/messages").text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "\u202e" not in page
        assert "49" not in re.findall(r"\{\{ (.+?) \}\}|שלום (\d+)", page)


def test_a_refused_message_keeps_its_words(harbor: World, ada: Visitor) -> None:
    empty = ada.post("/messages", {"message_body": "  "})
    assert empty.status_code == 422
    assert "Write something first." in empty.text
    for number in range(MESSAGES_MAX):
        asks(harbor.ada, f"Number {number}", minutes=0)
    again = ada.post("/messages", {"message_body": "And another"})
    assert again.status_code in (303, 422)
    too_long = ada.post("/messages", {"message_body": "x" * 4_001})
    assert too_long.status_code == 422


def test_staff_close_and_open_a_conversation(harbor: World, support: Visitor) -> None:
    address = f"/threads/{shown('thread', asks(harbor.ada, 'Hello'))}"
    assert support.post(f"{address}/closure", form_at=address).status_code == 303
    ended = support.get(address).text
    assert "Conversation closed" in ended.partition('id="timeline"')[2]
    assert f"{address}/reopening" in ended
    assert "Nobody waits" in support.get(WAITING).text
    assert "Ada Okafor" in support.get("/messages?status=closed").text
    assert support.post(f"{address}/reopening", form_at=address).status_code == 303
    again = support.post(f"{address}/reopening", form_at=address)
    assert again.status_code == 409


def test_the_inbox_is_narrowed_to_mine_and_nobodys(
    application: Dispatcher, harbor: World, support: Visitor
) -> None:
    asks(harbor.ada, "From Ada")
    asks(harbor.grace, "From Grace")
    hands_on(harbor, "customer", harbor.ada.customer_id, joins(harbor, "owner"))
    nobodys = support.get("/messages?status=waiting&assigned=no").text
    assert "From Grace" in nobodys
    assert "From Ada" not in nobodys
    mine = re.search(r'href="(/messages\?[^"]*)"[^>]*>Waiting, mine<', nobodys)
    assert mine
    assert "From" not in re.findall(r'dir="auto">(\w+)', support.get(unescape(mine[1])).text)


def test_many_conversations_are_closed_at_once(harbor: World, support: Visitor) -> None:
    ids = [shown("thread", asks(person, "Hello")) for person in (harbor.ada, harbor.grace)]
    support.post(f"/threads/{ids[0]}/closure", form_at=f"/threads/{ids[0]}")
    answer = support.post("/messages/batches/closure", {"pick": ids}, form_at="/messages")
    look = support.follow(answer).text
    assert "Close 1 conversation?" in look
    assert "It is closed already." in look
    done = support.post(f"{answer.headers['Location']}/confirmation", form_at="/messages")
    assert "Closed 1 conversation" in support.follow(done).text
    assert "Nobody waits for an answer" in support.get("/messages?status=waiting").text


def test_who_may_not_answer_reads_without_leaving_a_mark(
    application: Dispatcher, harbor: World, support: Visitor
) -> None:
    thread_id = asks(harbor.ada, "Hello")
    address = f"/threads/{shown('thread', thread_id)}"
    reader = sign_in_staff(application, harbor, "read_only")
    assert "Hello" in reader.get(address).text
    assert "message_body" not in reader.get(address).text
    assert 'badge-info">' in support.get("/messages").text, "it is still new"
    support.get(address, headers={"Sec-Purpose": "prefetch"})
    assert "Read, not answered" not in support.get("/messages").text
    support.get(address)
    assert "Read, not answered" in support.get("/messages").text
    developer = sign_in_staff(application, harbor, "developer")
    assert developer.get("/messages").status_code == 403
    assert developer.get(address).status_code == 403


def test_another_customers_conversation_is_not_there(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    of_grace = shown("thread", asks(harbor.grace, "Mine alone"))
    answers(harbor.grace, "Yours alone")
    assert ada.get(f"/messages/{of_grace}").status_code == 404
    refused = ada.post(f"/messages/{of_grace}", {"message_body": "Hi"}, form_at="/messages")
    assert refused.status_code == 404
    assert "alone" not in ada.get("/messages").text
    stranger = sign_in_staff(application, harbor.juniper, "owner")
    assert stranger.get(f"/threads/{of_grace}").status_code == 404
