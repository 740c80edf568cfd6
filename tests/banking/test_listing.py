"""Lists: their address says everything, every order is an index's, and totals know their bound."""

import re
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from app.banking.adjustments.listing import ADJUSTMENTS
from app.banking.brands.listing import BRANDS
from app.banking.customers.listing import CUSTOMERS
from app.banking.listing.asked import Asked, read_asked, read_query, write_query
from app.banking.listing.asking import (
    Totals,
    key_kinds,
    page_query,
    read_listed,
    read_page,
    read_totals,
)
from app.banking.listing.spec import TableSpec
from app.banking.lists.registry import LISTS
from app.banking.oversight.listing import APPLICATIONS, PROGRAMS
from app.banking.payments.listing import PAYMENTS
from app.banking.payments.returns_listing import RETURNS
from app.banking.reconciliation.days_listing import DAYS
from app.kernel.cursors import read_cursor, write_cursor
from app.kernel.money import Money
from app.storage.session import bank_reading, house_work, partner_work
from tests.adjustment_verbs import goodwill, proposes
from tests.banking.test_brands import TEAL, submitted
from tests.intake_verbs import Order
from tests.world import World


def asked(query: str) -> Asked:
    return read_query(PAYMENTS, query)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("", ""),
        ("status=settled&status=returned", "status=settled%2Creturned"),
        ("status=settled,returned,settled", "status=settled%2Creturned"),
        ("status=pigeon&rail=ach", "rail=ach"),
        ("sort=amount", "sort=amount"),
        ("sort=-made", ""),
        ("sort=counterparty", ""),
        ("columns=amount&columns=status", "columns=counterparty%2Cstatus%2Camount"),
        ("columns=pigeon", ""),
        ("made_from=2026-11-01&made_to=", "made_from=2026-11-01"),
        ("amount_from=1,250.50", "amount_from=1%2C250.50"),
        ("q=larch", "q=larch"),
        ("after=x&before=y&anything=else", ""),
        ("q=%00", ""),
        (f"rail=ach&q={'x' * 3000}", f"q={'x' * 100}&rail=ach"),
    ],
)
def test_an_address_has_one_spelling(given: str, written: str) -> None:
    once = write_query(PAYMENTS, asked(given))

    assert once == written
    assert write_query(PAYMENTS, asked(once)) == once


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("made_from=yesterday", "Made: this is not a day: “yesterday”"),
        ("made_from=0001-01-01", "Made: this is not a day: “0001-01-01”"),
        ("amount_from=lots", "Amount: this is not an amount: “lots”"),
        ("amount_from=NaN", "Amount: this is not an amount: “NaN”"),
        ("customer=pay_1", "Customer: this is nothing here: “pay_1”"),
        (
            "amount_from=5&amount_to=4",
            "Amount: it ends before it begins",
        ),
    ],
)
def test_what_cannot_be_read_is_said(given: str, said: str) -> None:
    assert [problem.text for problem in asked(given).problems] == [said]


def test_a_list_is_narrowed_by_all_it_offers(harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    harbor.ada.sends_ach("$40.00")
    harbor.ada.sends_to(harbor.grace, "$5.00")
    today = harbor.now.date().isoformat()

    with partner_work(harbor.partner_id) as db:
        assert _names(db, "rail=ach") == ["Larch Street Homes"]
        assert _names(db, "q=STREET lar") == ["Larch Street Homes"]
        assert _names(db, "q=treet") == []
        assert _names(db, "q=100%25") == []
        assert len(_names(db, "rail=ach,book&direction=outgoing")) == 2
        assert _names(db, "amount_from=5.01&direction=outgoing") == ["Larch Street Homes"]
        assert _names(db, "amount_from=5&amount_to=5") == ["Grace L."]
        assert len(_names(db, f"made_from={today}")) == 2
        assert _names(db, f"made_to={harbor.now.year - 1}-01-01") == []
        assert _names(db, f"settles_to={harbor.now.year - 1}-01-01") == []


def test_totals_are_those_of_the_whole_list(harbor: World, monkeypatch: pytest.MonkeyPatch) -> None:
    harbor.ada.is_given("$100.00")
    harbor.ada.sends_ach("$40.00")
    harbor.ada.sends_to(harbor.grace, "$5.00")

    with partner_work(harbor.partner_id) as db:
        found = read_totals(db, PAYMENTS, asked("rail=ach,book&amount_to=50"))
        assert found.count == 2
        assert {each.label: each.amount for each in found.sums} == {
            "In": Money(0, "USD"),
            "Out": Money(-4500, "USD"),
        }
        monkeypatch.setattr("app.banking.listing.asking.TOTALLED_MAX", 1)
        bounded = read_totals(db, PAYMENTS, asked(""))
        assert (bounded.count, bounded.is_more, bounded.sums) == (1, True, ())


def test_a_list_without_amounts_is_counted_too(harbor: World) -> None:
    names = {harbor.ada.customer_id, harbor.grace.customer_id}
    with partner_work(harbor.partner_id) as db:
        assert read_totals(db, CUSTOMERS, read_query(CUSTOMERS, "")).count == len(names)
        assert read_totals(db, CUSTOMERS, read_query(CUSTOMERS, "q=nobody")).count == 0


@pytest.mark.parametrize("spec", LISTS.values(), ids=lambda spec: spec.name)
def test_pages_by_key_show_each_line_once_in_every_order(harbor: World, spec: TableSpec) -> None:
    harbor.ada.is_given("$100.00")
    for number in range(4):
        harbor.ada.sends_to(harbor.grace, f"0.{number % 2 + 1:02d}")
    with _reading(harbor, spec) as db:
        for query in _orders(spec):
            wanted = read_query(spec, query)
            whole = [line.id for line in read_page(db, spec, wanted, limit=100).lines]
            paged, key = [], None
            for _ in range(len(whole) + 1):
                page = read_page(db, spec, wanted, after=key, limit=2)
                paged += [line.id for line in page.lines]
                if (key := page.next_key) is None:
                    break
            assert paged == whole, query


OF_BANK = (PROGRAMS, APPLICATIONS, BRANDS, DAYS, RETURNS)


def test_a_banks_lists_over_all_partners_are_paged_by_key_too(harbor: World) -> None:
    harbor.bank_keeps_books()
    harbor.fed_brings(harbor.ada, "100.00")
    harbor.juniper.fed_brings(harbor.juniper.ada, "70.00")
    submitted(harbor, TEAL)
    harbor.takes_in(*(Order("00000000", f"$1.0{number}") for number in range(3)))
    harbor.day_ends()
    with bank_reading(harbor.bank_id) as db:
        for spec in OF_BANK:
            for query in _orders(spec):
                wanted = read_query(spec, query)
                whole = [line.id for line in read_page(db, spec, wanted, limit=100).lines]
                assert len(whole) > 1, spec.name
                paged, cursor = [], ""
                while cursor is not None:
                    key = read_cursor(cursor, *key_kinds(spec, wanted))
                    page = read_page(db, spec, wanted, after=key, limit=1)
                    paged += [line.id for line in page.lines]
                    cursor = write_cursor(page.next_key) if page.next_key else None
                assert paged == whole, f"{spec.name} {query}"


@pytest.mark.parametrize("spec", LISTS.values(), ids=lambda spec: spec.name)
def test_every_order_is_read_from_an_index_that_begins_with_its_owner(
    harbor: World, spec: TableSpec
) -> None:
    with _reading(harbor, spec) as db:
        for query in _orders(spec):
            plan = _plan(db, spec, read_query(spec, query))
            nodes = list(_nodes(plan))
            assert not [n for n in nodes if "Sort" in n["Node Type"]], f"{query} sorts {plan}"
            scanned = [n for n in nodes if n.get("Relation Name") == spec.id.table.name]
            assert scanned, plan
            for node in scanned:
                assert _owner(spec) in node.get("Index Cond", ""), f"{query} {node}"


def _owner(spec: TableSpec) -> str:
    return "bank_id" if "bank_id" in spec.id.table.c else "partner_id"


def _reading(world: World, spec: TableSpec) -> AbstractContextManager[Session]:
    if _owner(spec) == "bank_id":
        return house_work(world.house_id, world.bank_id)
    return partner_work(world.partner_id)


def _names(db: Session, query: str) -> list[str]:
    return [line.counterparty_name for line in read_page(db, PAYMENTS, asked(query)).lines]


def _orders(spec: TableSpec) -> list[str]:
    return [f"sort={sign}{column.key}" for column in spec.sortable for sign in ("", "-")]


def _plan(db: Session, spec: TableSpec, wanted: Asked) -> dict[str, Any]:
    """With a small table Postgres is asked to leave whole scans and sorts, if it can."""
    query = page_query(spec, wanted, after=None, limit=25)
    text = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    assert re.match("SELECT", str(text))
    connection = db.connection()
    for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
        connection.exec_driver_sql(f"set local {setting} = off")
    found = connection.exec_driver_sql(f"explain (format json) {text}".replace("%", "%%"))
    plan: dict[str, Any] = found.scalar_one()[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


def test_an_address_of_many_values_is_read_without_harm() -> None:
    given = {"status": ["settled"] * 500, "sort": ["'"], "columns": [","]}
    assert read_asked(PAYMENTS, given).of("status") == ("settled",)


def test_a_page_says_what_the_whole_list_comes_to(harbor: World) -> None:
    """In the same question; behind the last line as well, where there is no row to say it."""
    harbor.ada.is_given("$100.00")
    harbor.ada.sends_to(harbor.grace, "$5.00")
    with partner_work(harbor.partner_id) as db:
        for spec in (PAYMENTS, CUSTOMERS):
            wanted = read_query(spec, "")
            found, totals = read_listed(db, spec, wanted)
            assert found == read_page(db, spec, wanted)
            assert totals == read_totals(db, spec, wanted)
        last = read_page(db, PAYMENTS, asked("")).lines[-1]
        behind, same = read_listed(db, PAYMENTS, asked(""), after=(last.created_at, last.id))
        assert behind.lines == ()
        assert same == read_totals(db, PAYMENTS, asked(""))


def test_too_many_amounts_are_not_added_up(harbor: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line may have several: the lines are still counted."""
    proposes(harbor, goodwill(harbor.ada, "$5.00") + goodwill(harbor.grace, "$3.00"))
    with partner_work(harbor.partner_id) as db:
        wanted = read_query(ADJUSTMENTS, "")
        whole = read_totals(db, ADJUSTMENTS, wanted)
        assert (whole.count, [str(each.amount) for each in whole.sums]) == (1, ["$8.00"])
        monkeypatch.setattr("app.banking.listing.asking.TOTALLED_MAX", 1)
        assert read_totals(db, ADJUSTMENTS, wanted) == Totals(1, is_more=False)
