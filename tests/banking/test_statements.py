"""A statement: one account, one month, once; what it says, and what no later day can change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from app.banking.audit.tables import AuditRow
from app.banking.ledger.seals import newest_root
from app.banking.statements.actions.plan_month import BATCH_ACCOUNTS, plan_month
from app.banking.statements.content import canonical, content_hash, read_body, write_body
from app.banking.statements.queries import (
    StatementFilter,
    statement_detail,
    statement_document,
    statement_page,
)
from app.banking.statements.tables import StatementRow
from app.kernel.errors import NotFound, Refused
from app.kernel.money import Money
from app.storage.session import customer_work, partner_reading, partner_work
from tests.world import World

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def usd(text: str) -> Money:
    return Money(round(float(text) * 100), "USD")


def test_three_months_form_a_chain(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "500.00", "Payroll")
    harbor.month_ends()
    harbor.books(ada, "-120.00", "Rent")
    harbor.month_ends()
    harbor.books(ada, "30.00", "Refund of a deposit")
    harbor.month_ends()

    march, april, may = (harbor.stated(ada, month) for month in (MARCH, APRIL, MAY))

    assert [march.opening, march.closing] == [usd("0"), usd("500.00")]
    assert [april.opening, april.closing] == [usd("500.00"), usd("380.00")]
    assert [may.opening, may.closing] == [usd("380.00"), usd("410.00")]
    assert all(month.adds_up for month in (march, april, may))
    assert may.closing == ada.balance.current


def test_the_running_balance_follows_every_line(harbor: World) -> None:
    ada = harbor.ada
    for amount in ("100.00", "-25.00", "5.50"):
        harbor.books(ada, amount)
        harbor.wait(days=1)
    harbor.month_ends()

    lines = harbor.stated(ada, MARCH).lines

    assert [line.running for line in lines] == [usd("100.00"), usd("75.00"), usd("80.50")]
    assert [line.debit for line in lines] == [None, usd("25.00"), None]
    assert [line.credit for line in lines] == [usd("100.00"), None, usd("5.50")]


def test_an_account_opened_within_the_month_is_stated_from_that_day(harbor: World) -> None:
    harbor.is_on(date(2026, 3, 20))
    ada = harbor.ada
    harbor.books(ada, "10.00")
    harbor.month_ends()

    march = harbor.stated(ada, MARCH)

    assert (march.first, march.last, march.days) == (date(2026, 3, 20), date(2026, 3, 31), 12)
    assert march.opening == usd("0")


def test_a_month_without_entries_is_stated_all_the_same(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "42.00")
    harbor.month_ends()
    harbor.month_ends()

    april = harbor.stated(ada, APRIL)

    assert april.lines == ()
    assert april.opening == april.closing == usd("42.00")
    assert april.days == 30


def test_asking_twice_gives_the_first_statement(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "42.00")
    harbor.month_ends()

    first = harbor.statement(ada, MARCH)
    harbor.books(ada, "1.00", on=date(2026, 3, 30))
    again = harbor.statement(ada, MARCH)

    assert again == first


def test_many_workers_at_once_issue_one_statement(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "42.00")
    harbor.month_ends()
    harbor.month_ends()

    with ThreadPoolExecutor(8) as workers:
        ids = list(workers.map(lambda _: harbor.issues(ada, APRIL), range(8)))

    assert len(set(ids)) == 1
    with partner_work(harbor.partner_id) as db:
        assert db.scalar(select(func.count()).select_from(StatementRow)) == 2


def test_a_month_that_is_not_over_is_refused(harbor: World) -> None:
    ada = harbor.ada
    with pytest.raises(Refused, match="March 2026 is not over"):
        harbor.issues(ada, MARCH)


def test_the_month_ends_at_midnight_in_new_york(harbor: World) -> None:
    ada = harbor.ada
    harbor.is_on(date(2026, 4, 1))
    harbor.clock.now = harbor.now.replace(hour=3, minute=59)  # 23:59 on March 31 in New York
    with pytest.raises(Refused, match="not over"):
        harbor.issues(ada, MARCH)

    harbor.wait(minutes=1)

    assert harbor.issues(ada, MARCH)


def test_a_month_before_the_account_was_opened_is_refused(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    with pytest.raises(Refused, match="not open in February 2026"):
        harbor.issues(ada, date(2026, 2, 1))


def test_a_day_within_a_month_names_no_month(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    with pytest.raises(Refused, match="first day"):
        harbor.issues(ada, date(2026, 3, 2))


def test_months_that_were_missed_are_issued_first(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "10.00", "In March")
    harbor.month_ends()
    harbor.books(ada, "20.00", "In April")
    harbor.month_ends()
    harbor.month_ends()

    harbor.issues(ada, MAY)

    with partner_work(harbor.partner_id) as db:
        page = statement_page(db, StatementFilter(account_id=ada.account_id))
    assert [line.month_on for line in page.lines] == [MAY, APRIL, MARCH]
    assert [line.closing for line in page.lines] == [usd("30.00"), usd("30.00"), usd("10.00")]


def test_a_late_entry_is_printed_once_on_the_next_statement(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "100.00", "Payroll")
    harbor.month_ends()
    march = harbor.stated(ada, MARCH)
    harbor.books(ada, "-15.00", "A correction for March", on=date(2026, 3, 30))
    harbor.month_ends()

    april = harbor.stated(ada, APRIL)
    harbor.month_ends()
    may = harbor.stated(ada, MAY)

    assert april.opening == march.closing == usd("100.00")
    assert april.closing == may.opening == usd("85.00")
    assert [(line.effective_on, line.is_late) for line in april.lines] == [
        (date(2026, 3, 30), True)
    ]
    assert may.lines == ()


def test_late_entries_that_cancel_out_are_printed_too(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "100.00", "Payroll")
    harbor.month_ends()
    harbor.issues(ada, MARCH)
    harbor.books(ada, "-15.00", "Wrong", on=date(2026, 3, 30))
    harbor.wait(minutes=1)
    harbor.books(ada, "15.00", "Right again", on=date(2026, 3, 30))
    harbor.month_ends()

    april = harbor.stated(ada, APRIL)

    assert [line.description for line in april.lines] == ["Wrong", "Right again"]
    assert april.closing == usd("100.00")


def test_the_statement_tells_how_to_report_an_error(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    content = harbor.stated(ada, MARCH)

    notice = " ".join(content.notice.paragraphs)

    bank = harbor.partner.bank
    for said in (bank.legal_name, bank.phone, bank.address, "60 days", "10 business days"):
        assert said in notice


def test_the_statement_shows_no_full_account_number(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "100.00", "Payroll")
    harbor.month_ends()
    body = harbor.statement(ada, MARCH).body.decode()

    assert ada.account_number not in body
    assert ada.account_number[-4:] in body


def test_its_hash_is_that_of_its_canonical_json(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "100.00", "Grüße, שלום 🙂")
    harbor.month_ends()
    statement = harbor.statement(ada, MARCH)

    body = write_body(statement.content)

    assert content_hash(body) == statement.sha256
    assert canonical(body) == statement.body
    assert read_body(body) == statement.content


def test_issuing_leaves_an_audit_record(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    statement_id = harbor.issues(ada, MARCH)
    with partner_work(harbor.partner_id) as db:
        actions = db.scalars(select(AuditRow.action).where(AuditRow.subject_id == statement_id))
        assert list(actions) == ["statement.issued"]


def test_another_partner_finds_nothing(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    statement_id = harbor.issues(ada, MARCH)
    with partner_work(harbor.juniper.partner_id) as db:
        with pytest.raises(NotFound):
            statement_detail(db, statement_id)
        assert statement_page(db).lines == ()
    with pytest.raises(NotFound):
        harbor.juniper.issues(ada, MARCH)


def test_a_customer_reads_only_her_own_statements(harbor: World) -> None:
    ada, grace = harbor.ada, harbor.grace
    harbor.month_ends()
    hers, other = harbor.issues(ada, MARCH), harbor.issues(grace, MARCH)
    with customer_work(harbor.partner_id, ada.customer_id) as db:
        assert statement_detail(db, hers).content.customer.name == "Ada Okafor"
        assert [line.id for line in statement_page(db).lines] == [hers]
        assert statement_document(db, hers) is None
        with pytest.raises(NotFound):
            statement_detail(db, other)


def test_the_list_goes_on_by_key(harbor: World) -> None:
    ada, grace = harbor.ada, harbor.grace
    harbor.month_ends()
    harbor.month_ends()
    for person in (ada, grace):
        harbor.issues(person, APRIL)
    with partner_work(harbor.partner_id) as db:
        first = statement_page(db, limit=3)
        rest = statement_page(db, before=first.next_cursor, limit=3)
    months = [line.month_on for line in (*first.lines, *rest.lines)]
    assert months == [APRIL, APRIL, MARCH, MARCH]
    assert len({line.id for line in (*first.lines, *rest.lines)}) == 4
    assert rest.next_cursor is None


def test_a_month_is_planned_in_batches_and_only_once(harbor: World) -> None:
    assert harbor.ada
    assert harbor.grace
    harbor.month_ends()
    with partner_work(harbor.partner_id) as db:
        assert plan_month(db, month_on=MARCH, now=harbor.now) == 2
        assert plan_month(db, month_on=MARCH, now=harbor.now) == 2
        assert plan_month(db, month_on=date(2026, 2, 1), now=harbor.now) == 0
    assert BATCH_ACCOUNTS >= 20


def test_a_statement_bears_the_newest_root_the_bank_was_handed(harbor: World) -> None:
    harbor.books(harbor.ada, "500.00", "Payroll")
    harbor.day_ends(bank_writes=False)
    last = harbor.day_ends(bank_writes=False)
    harbor.month_ends()
    seal = harbor.stated(harbor.ada, MARCH).seal
    assert seal is not None
    with partner_reading(harbor.partner_id) as db:
        root = newest_root(db)
    assert root is not None
    assert (seal.on, seal.block, seal.hash) == (last, root.block_number, root.block_hash.hex())


def test_before_the_first_root_a_statement_bears_none(harbor: World) -> None:
    harbor.books(harbor.ada, "500.00", "Payroll")
    harbor.month_ends()
    content = harbor.stated(harbor.ada, MARCH)
    assert content.seal is None
    assert read_body(write_body(content)) == content


def test_a_body_of_the_first_version_is_read_as_it_was(harbor: World) -> None:
    harbor.books(harbor.ada, "500.00", "Payroll")
    harbor.month_ends()
    content = harbor.stated(harbor.ada, MARCH)
    body = write_body(content)
    del body["seal"]
    assert read_body(body | {"version": 1}) == content
