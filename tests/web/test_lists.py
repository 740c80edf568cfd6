"""Lists as people keep them, take them along, and do one thing to many of their lines."""

import csv
import hashlib
import re
from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.banking.audit.tables import AuditRow
from app.banking.lists import rules
from app.banking.lists.rules import EXPORT_KEPT
from app.banking.payments.rules import Counterparty
from app.kernel.dates import row_day_text
from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.workers.run import drain
from tests.web.test_query_counts import LIST_MAX, asked, told
from tests.web.test_team import login_of
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.workers.kinds import only_here
from tests.world import World

VIEW = re.compile(r"/views/view_[0-9a-f]{32}")
BATCH = re.compile(r"/payments/batches/cancellation/batch_[0-9a-f]{32}\Z")
NAVIGATION = re.compile(r'<nav class="nav-list".*?</nav>', re.DOTALL)
AT = re.compile(r'<time class="at"[^>]* title="([^"]+)">([^<]+)<')
FORMULA = Counterparty("=1+1", "091000019", "778899001")


@pytest.fixture
def busy(harbor: World) -> World:
    harbor.ada.is_given("$500.00")
    return harbor


@pytest.fixture
def staff(application: Dispatcher, busy: World) -> Visitor:
    return sign_in_staff(application, busy, "operations")


def keeps(visitor: Visitor, name: str, query: str, **settings: str) -> str:
    """Keep a view; what the page says of it."""
    answer = visitor.post(
        "/views",
        {"list_name": "payments", "name": name, "query": query, **settings},
        form_at=f"/payments?{query}",
    )
    return visitor.follow(answer).text


def records(world: World, action: str) -> list[AuditRow]:
    with partner_work(world.partner_id) as db:
        found = db.scalars(select(AuditRow).where(AuditRow.action == action))
        return list(found.all())


def exports(visitor: Visitor, query: str, form: str = "csv") -> TestResponse:
    return visitor.post(f"/payments/exports?{query}", {"form": form}, form_at="/payments")


# Rows


def test_rows_leave_the_zone_to_their_foot_and_the_year_to_other_years(
    busy: World, staff: Visitor
) -> None:
    busy.ada.sends_ach("$40.00")

    page = staff.get("/payments").text

    whole, told_short = AT.findall(page)[0]
    assert whole.endswith(("EST", "EDT")), "the whole moment is in the title"
    assert told_short == re.sub(r", 20\d\d|( am| pm) E[SD]T", r"\1", whole)
    assert page.count("Times are Eastern.") == 1
    assert row_day_text(date(2025, 12, 31), 2026) == "Dec 31, 2025"


# Views


def test_a_view_is_a_tab_and_in_the_navigation_with_its_count(busy: World, staff: Visitor) -> None:
    busy.ada.sends_ach("$40.00")
    busy.ada.sends_to(busy.grace, "$5.00")

    page = keeps(staff, "Leaving soon", "status=approved&rail=ach", is_pinned="y")

    assert "“Leaving soon” is kept." in page
    navigation = NAVIGATION.search(page)
    assert navigation
    assert re.search(r'Leaving soon</span><span class="count">1<', navigation[0])
    assert re.search(r'aria-current="page">Leaving soon', page)
    assert re.search(r"All payments</a>", page)


def test_a_private_view_is_nothing_to_anybody_else(
    application: Dispatcher, busy: World, staff: Visitor
) -> None:
    keeps(staff, "My own queue", "rail=book", is_pinned="y")
    [address] = set(VIEW.findall(staff.get("/views").text))
    colleague = sign_in_staff(application, busy, "owner")

    assert staff.get(address).status_code == 200
    assert "My own queue" not in colleague.get("/payments").text
    assert colleague.get(address).status_code == 404
    assert colleague.post(f"{address}/removal", form_at="/views").status_code == 404


def test_a_shared_view_is_the_teams_and_only_who_may_share_does(
    application: Dispatcher, busy: World, staff: Visitor
) -> None:
    support = sign_in_staff(application, busy, "support")
    keeps(support, "Mine after all", "rail=ach", is_shared="y")
    keeps(staff, "For the team", "rail=book", is_shared="y", is_pinned="y")

    page = support.get("/payments").text
    assert "For the team" in page
    assert "Mine after all" not in staff.get("/payments").text
    [address] = set(VIEW.findall(staff.get("/views").text))
    assert support.get(address).status_code == 404
    owner = sign_in_staff(application, busy, "owner")
    answer = owner.post(address, {"name": "For all of us", "is_pinned": "y"})
    assert answer.status_code == 303
    assert "For all of us" in support.get("/payments").text
    assert support.post(f"{address}/share/removal", form_at="/views").status_code == 403
    assert owner.post(f"{address}/share/removal", form_at=address).status_code == 303
    assert "For all of us" not in support.get("/payments").text, "no longer shared"
    assert "For all of us" in staff.get("/payments").text


def test_a_view_is_renamed_and_removed(busy: World, staff: Visitor) -> None:
    keeps(staff, "First", "rail=book")
    keeps(staff, "Second", "rail=ach")
    first = VIEW.findall(staff.get("/payments?rail=book").text)[0]

    assert staff.post(first, {"name": "Second"}).status_code == 422
    assert staff.post(first, {"name": " "}).status_code == 422
    assert staff.post(first, {"name": "Third"}).status_code == 303
    assert "is gone" in staff.follow(staff.post(f"{first}/removal", form_at="/views")).text
    assert staff.get(first).status_code == 404
    assert "Third" not in staff.get("/payments").text
    assert len(records(busy, "saved_view.removed")) == 1


def test_views_have_limits(busy: World, staff: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.banking.lists.actions.keep_view.VIEWS_MAX", 3)
    monkeypatch.setattr("app.banking.lists.actions.keep_view.PINNED_MAX", 1)
    assert "is kept" in keeps(staff, "One", "rail=book", is_pinned="y")
    assert "At most 1 can be in the navigation" in keeps(staff, "Two", "rail=ach", is_pinned="y")
    assert "You have a view of this name already." in keeps(staff, "One", "rail=ach")
    for name in ("Two", "Three"):
        assert "is kept" in keeps(staff, name, "rail=ach")
    assert "Keep at most 3 views" in keeps(staff, "Four", "rail=ach")
    assert "at most 40 characters" in keeps(staff, "x" * 41, "rail=ach").lower()


def test_pinned_views_cost_one_question_more(
    application: Dispatcher, busy: World, staff: Visitor
) -> None:
    keeps(staff, "One", "rail=book", is_pinned="y")
    with asked() as one:
        staff.get("/payments")
    for number in range(4):
        keeps(staff, f"More {number}", f"rail=ach&amount_from={number}", is_pinned="y")
    with asked() as many:
        staff.get("/payments")
    with asked() as home:
        sign_in = staff.get("/")
    assert sign_in.status_code == 200
    assert len(many) == len(one) <= LIST_MAX, told(many)
    assert len(home) <= LIST_MAX, told(home)


# Files


def test_an_export_is_exactly_what_is_shown(busy: World, staff: Visitor) -> None:
    busy.ada.sends_ach("$40.00")
    busy.ada.sends_ach("$7.00", to=FORMULA)
    busy.ada.sends_to(busy.grace, "$5.00")

    answer = exports(staff, "rail=ach&sort=amount&columns=counterparty,status,amount")

    rows = list(csv.reader(StringIO(answer.get_data(as_text=True))))
    assert rows == [
        ["Counterparty", "Status", "Amount"],
        ["'=1+1", "Approved", "-7.00"],
        ["Larch Street Homes", "Approved", "-40.00"],
    ]
    assert answer.mimetype == "text/csv"
    [record] = records(busy, "export.taken")
    assert record.details == {"what": "payments", "form": "csv", "rows": 2}
    sheet = ZipFile(BytesIO(exports(staff, "rail=ach", "xlsx").get_data()))
    assert b"Larch Street Homes" in sheet.read("xl/worksheets/sheet1.xml")


def test_a_long_list_is_written_by_workers(
    application: Dispatcher, busy: World, staff: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.list_pages.exports.AT_ONCE_MAX", 2)
    monkeypatch.setattr("app.banking.lists.actions.write_part.PART_ROWS", 2)
    for number in range(5):
        busy.ada.sends_to(busy.grace, f"1.0{number}")

    answer = exports(staff, "rail=book&sort=amount&columns=counterparty,amount")

    assert answer.status_code == 303
    assert "0 of 5 rows" in staff.follow(answer).text
    drain(only=only_here(busy))
    page = staff.follow(answer).text
    address = answer.headers["Location"]
    file = staff.get(f"{address}/file")
    assert hashlib.sha256(file.get_data()).hexdigest() in page
    rows = list(csv.reader(StringIO(file.get_data(as_text=True))))
    assert rows[1:] == [["Grace L.", f"-1.0{number}"] for number in range(5)]
    assert [record.details["rows"] for record in records(busy, "export.finished")] == [5]
    assert "Payments" in staff.get("/exports").text

    other = sign_in_staff(application, busy, "operations")
    assert other.get(address).status_code == 404
    assert other.get(f"{address}/file").status_code == 404
    drain(wall_now() + EXPORT_KEPT, only=only_here(busy))
    assert "The file is gone" in staff.get(address).text
    assert staff.get(f"{address}/file").status_code == 404


def test_a_file_in_the_making_goes_on_where_it_stopped(
    busy: World, staff: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.list_pages.exports.AT_ONCE_MAX", 1)
    monkeypatch.setattr("app.banking.lists.actions.write_part.PART_ROWS", 2)
    for number in range(3):
        busy.ada.sends_to(busy.grace, f"1.0{number}")
    answer = exports(staff, "rail=book", "xlsx")
    with monkeypatch.context() as broken:
        broken.setattr("app.workers.exports.list_file", lambda *_, **__: 1 / 0)
        drain(only=only_here(busy))
    assert "2 of 3 rows" in staff.follow(answer).text
    later = wall_now() + timedelta(minutes=5)
    monkeypatch.setattr("app.workers.run.wall_now", lambda: later)
    drain(only=only_here(busy))
    assert "Ready" in staff.follow(answer).text


def test_a_file_that_was_given_up_says_why_and_is_asked_for_again(
    busy: World, staff: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.list_pages.exports.AT_ONCE_MAX", 1)
    for number in range(3):
        busy.ada.sends_to(busy.grace, f"1.0{number}")
    answer = exports(staff, "rail=book")
    with monkeypatch.context() as broken:
        broken.setattr("app.workers.exports.list_file", lambda *_, **__: 1 / 0)
        broken.setattr("app.banking.events.leases.ATTEMPTS_MAX", 1)
        drain(only=only_here(busy))

    page = staff.follow(answer).text
    assert "The file could not be made" in page
    assert "Nothing is wrong with your list" in page
    assert "Failed" in staff.get("/exports").text
    [record] = records(busy, "export.failed")
    assert record.details == {"what": "payments", "form": "csv", "failure": "failed"}
    address = answer.headers["Location"]
    assert staff.get(f"{address}/file").status_code == 404
    again = staff.post(f"{address}/attempts", form_at=address)
    drain(only=only_here(busy))
    assert "Ready" in staff.follow(again).text
    assert staff.get(f"{again.headers['Location']}/file").text.count("Grace L.") == 3


def test_a_file_that_ends_every_worker_is_given_up_too(
    busy: World, staff: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.list_pages.exports.AT_ONCE_MAX", 1)
    for number in range(2):
        busy.ada.sends_to(busy.grace, f"1.0{number}")
    answer = exports(staff, "rail=book")
    monkeypatch.setattr("app.banking.events.leases.ATTEMPTS_MAX", 0)
    drain(only=only_here(busy))
    assert "Every attempt was cut off" in staff.follow(answer).text


# Many lines at once


def test_a_batch_is_looked_at_then_done_once(
    application: Dispatcher, busy: World, staff: Visitor
) -> None:
    waiting = [busy.ada.sends_ach(f"$1{number}.00") for number in range(2)]
    settled = busy.ada.sends_to(busy.grace, "$5.00")
    picks = [shown("payment", each) for each in (*waiting, settled)]

    answer = staff.post(
        "/payments/batches/cancellation?rail=ach", {"pick": picks}, form_at="/payments"
    )

    look = staff.follow(answer)
    address = answer.headers["Location"]
    assert BATCH.search(address)
    assert "Cancel 2 payments?" in look.text
    assert "$21<" in look.text
    assert "It has settled." in look.text
    assert "/payments?rail=ach" in look.text
    assert {busy.payment(each).status for each in waiting} == {"approved"}
    stranger = sign_in_staff(application, busy, "operations")
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/confirmation", form_at="/payments").status_code == 404

    for _ in range(2):
        done = staff.follow(staff.post(f"{address}/confirmation", form_at="/payments")).text
    assert "Canceled 2 payments, 1 refused." in done
    assert {busy.payment(each).status for each in waiting} == {"canceled"}
    assert len(records(busy, "payment.canceled")) == 2
    assert [record.details for record in records(busy, "batch.done")] == [
        {"verb": "cancel_payments", "done": 2, "refused": 1}
    ]


def test_everything_that_a_list_shows_can_be_chosen_up_to_a_bound(
    busy: World, staff: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [busy.ada.sends_ach(f"$1{number}.00") for number in range(3)]
    monkeypatch.setattr("app.web.list_pages.batches.BATCH_MAX", 2)

    answer = staff.post(
        "/payments/batches/cancellation?status=approved&sort=amount",
        {"everything": "y"},
        form_at="/payments",
    )
    staff.post(f"{answer.headers['Location']}/confirmation", form_at="/payments")

    statuses = [busy.payment(each).status for each in waiting]
    assert statuses == ["canceled", "canceled", "approved"]


def test_what_is_not_chosen_or_not_allowed_is_not_done(
    application: Dispatcher, busy: World, staff: Visitor
) -> None:
    payment = busy.ada.sends_ach("$10.00")
    none = staff.post("/payments/batches/cancellation", {"pick": ["pay_x"]}, form_at="/payments")
    assert "Choose payments first" in staff.follow(none).text
    reader = sign_in_staff(application, busy, "read_only")
    picks = {"pick": [shown("payment", payment)]}
    assert reader.post("/payments/batches/cancellation", picks, form_at="/views").status_code == 403
    assert 'name="pick"' not in reader.get("/payments").text
    assert rules.BATCH_MAX <= 200


def test_many_are_handed_on_after_a_look_at_what_would_change(
    application: Dispatcher, busy: World, staff: Visitor
) -> None:
    owner = sign_in_staff(application, busy, "owner")
    mine, other = busy.ada.sends_ach("$10.00"), busy.ada.sends_ach("$11.00")
    person = shown("login", login_of(busy, owner))
    there = "/payments/batches/assignment"
    picks = {"pick": [shown("payment", mine)]}
    first = staff.post(there, picks, form_at="/payments").headers["Location"]
    staff.post(f"{first}/confirmation", {"person": person}, form_at="/payments")
    picks["pick"].append(shown("payment", other))

    answer = staff.post(there, picks, form_at="/payments")
    address, asks = answer.headers["Location"], staff.follow(answer).text
    assert "Who looks after them from now on" in asks
    assert "Will be done" not in asks
    look = staff.get(f"{address}?person={person}").text
    assert "Assign 1 payment?" in look
    assert "looks after it already." in look
    assert "Now: nobody" in look
    done = staff.post(f"{address}/confirmation", {"person": person}, form_at="/payments")
    assert "Assigned 2 payments." in staff.follow(done).text
    assert {record.subject_id for record in records(busy, "object.assigned")} == {mine, other}
    missing = staff.post(there, picks, form_at="/payments").headers["Location"]
    assert (
        "Choose who looks"
        in staff.follow(staff.post(f"{missing}/confirmation", form_at="/payments")).text
    )


def test_one_note_is_written_on_many_customers(busy: World, staff: Visitor) -> None:
    who = [busy.ada.customer_id, busy.grace.customer_id]
    picks = {"pick": [shown("customer", each) for each in who]}
    answer = staff.post("/customers/batches/note", picks, form_at="/customers")

    assert "Add a note to 2 customers?" in staff.follow(answer).text
    address = answer.headers["Location"]
    empty = staff.post(f"{address}/confirmation", {"text": " "}, form_at="/customers")
    assert "Write something first." in staff.follow(empty).text
    done = staff.post(f"{address}/confirmation", {"text": "Called <both>"}, form_at="/customers")
    assert "Added a note to 2 customers." in staff.follow(done).text
    assert "Called &lt;both&gt;" in staff.get(f"/customers/{picks['pick'][0]}").text
    assert {record.subject_id for record in records(busy, "note.written")} == set(who)


def test_invitations_are_ended_and_whoever_has_come_is_left_alone(
    application: Dispatcher, busy: World
) -> None:
    owner = sign_in_staff(application, busy, "owner")
    for name in ("nora", "olaf"):
        values = {"name": name.title(), "email": f"{name}@harbor.example", "role": "support"}
        owner.post("/team/invitations", values, form_at="/team/invitations/new")
    page = owner.get("/team").text
    picks = {"pick": re.findall(r'name="pick" value="(login_[0-9a-f]+)"', page)}

    answer = owner.post("/team/batches/invitation-removal", picks, form_at="/team")
    look = owner.follow(answer).text
    assert "End 2 invitations?" in look
    assert "They have come already" in look
    done = owner.post(f"{answer.headers['Location']}/confirmation", form_at="/team")
    assert "Ended 2 invitations" in owner.follow(done).text
    assert "Invitation taken back" in owner.get("/team?standing=withdrawn").text
    support = sign_in_staff(application, busy, "support")
    assert (
        support.post("/team/batches/invitation-removal", picks, form_at="/team").status_code == 403
    )
    assert 'name="pick"' not in support.get("/team").text


# The portal's own


def test_a_customer_narrows_their_activity_and_takes_it_along(
    application: Dispatcher, busy: World
) -> None:
    busy.ada.sends_ach("$40.00")
    busy.ada.sends_to(busy.grace, "$5.00")
    busy.grace.sends_to(busy.ada, "$2.00")
    ada = sign_in_customer(application, busy, busy.ada)

    assert "Larch Street Homes" in ada.get("/payments?q=larch").text
    assert "Grace L." not in ada.get("/payments?q=larch").text
    assert "No such payments" in ada.get("/payments?amount_from=100").text
    assert "this is not a day" in ada.get("/payments?made_from=soon").text
    answer = ada.post(
        "/payments/exports?direction=outgoing&amount_to=10", {"form": "csv"}, form_at="/payments"
    )
    rows = list(csv.reader(StringIO(answer.get_data(as_text=True))))
    assert rows[0] == ["To or from", "Day", "Status", "Note", "Account", "Amount"]
    assert [row[0] for row in rows[1:]] == ["Grace L."]
    assert records(busy, "export.taken") == []
