"""A file comes in: what is stored, what is posted, and what waits with the bank."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.queries import entry_page
from app.banking.listing.asked import read_query
from app.banking.listing.asking import Page, read_page
from app.banking.payments.intake_listing import FILES
from app.banking.payments.intake_outcomes import shares_of
from app.banking.payments.intake_queries import file_content, file_detail
from app.banking.payments.queries import PaymentFilter, payments
from app.banking.payments.tables import ReceivedFileRow
from app.kernel.actor import OPERATOR
from app.kernel.errors import NotFound
from app.kernel.money import Money
from app.rails.nacha import layouts
from app.rails.nacha.records import Addenda
from app.storage.session import bank_reading, partner_work
from tests.intake_verbs import Order, ach_file, credit, next_trace
from tests.world import World

NOBODY = Order("4401999999999", "$70.00")


def listed(db: Session, **place: Any) -> Page:
    return read_page(db, FILES, read_query(FILES, ""), **place)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def stored(world: World) -> int:
    with bank_reading(world.bank_id) as db:
        return db.scalar(select(func.count()).select_from(ReceivedFileRow)) or 0


def test_a_credit_reaches_the_account_it_names(harbor: World) -> None:
    receipt = harbor.takes_in(credit(harbor.ada, "$1,250.00"))

    assert not receipt.is_refused
    assert harbor.ada.balance.current == usd(1_250_00)
    assert harbor.outcomes(receipt.file_id) == ["posted"]
    assert harbor.held_by(harbor.program_id, "fbo_cash") == usd(1_250_00)


def test_its_owner_reads_who_sent_it_and_what_for(harbor: World) -> None:
    harbor.takes_in(credit(harbor.ada))

    with partner_work(harbor.partner_id) as db:
        line = entry_page(db, harbor.ada.ledger_account_id).lines[0]
        payment = payments(db, PaymentFilter(direction="incoming")).lines[0]
    assert line.description == "Quarry Works PAYROLL"
    assert line.effective_on == harbor.now.date()
    assert (payment.rail, payment.status) == ("ach", "settled")
    assert payment.counterparty_name == "Quarry Works"


def test_savings_accounts_are_credited_too(harbor: World) -> None:
    harbor.takes_in(credit(harbor.ada, "$9.00", code="32"))

    assert harbor.ada.balance.current == usd(9_00)


def test_the_file_is_stored_whole(harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    receipt = harbor.is_brought(content, name="C:\\in\\pay\0roll.ach")

    with bank_reading(harbor.bank_id) as db:
        assert receipt.file_id
        assert file_content(db, receipt.file_id) == content
        assert file_detail(db, receipt.file_id).line.name == "payroll.ach"


def test_the_same_content_under_another_name_changes_nothing(harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    first = harbor.is_brought(content)
    again = harbor.is_brought(content, name="renamed.ach")
    harbor.bank_works()

    assert again.is_repeat
    assert again.is_refused
    assert again.file_id == first.file_id
    assert "already received" in str(again)
    assert stored(harbor) == 1
    assert harbor.ada.balance.current == usd(25_00)
    assert harbor.breaks() == {}


def test_the_same_identity_with_other_content_is_a_break(harbor: World) -> None:
    harbor.takes_in(credit(harbor.ada, "$25.00"))
    second = harbor.takes_in(credit(harbor.ada, "$26.00"))

    assert second.is_refused
    assert "origin, time and modifier" in second.reasons[0]
    assert list(harbor.breaks()) == ["file_contradiction"]
    assert harbor.ada.balance.current == usd(25_00)


def test_a_refused_file_may_come_again_mended(harbor: World) -> None:
    content = ach_file([credit(harbor.ada)], world=harbor)
    broken = harbor.is_brought(content[: len(content) // 2])
    mended = harbor.is_brought(content)
    harbor.bank_works()

    assert broken.is_refused
    assert not mended.is_refused
    assert harbor.ada.balance.current == usd(25_00)
    assert harbor.breaks() == {}


def test_a_file_cut_in_half_is_stored_with_its_reasons_and_posts_nothing(harbor: World) -> None:
    content = ach_file([credit(harbor.ada) for _ in range(20)], world=harbor)
    receipt = harbor.is_brought(content[: len(content) // 2 // 95 * 95])
    harbor.bank_works()

    assert receipt.is_refused
    assert harbor.ada.balance.current == usd(0)
    assert harbor.entries_in(receipt.file_id) == []
    with bank_reading(harbor.bank_id) as db:
        assert receipt.file_id
        detail = file_detail(db, receipt.file_id)
    assert detail.line.status == "refused"
    assert {reason.record for reason in detail.reasons} >= {"file"}
    assert any("no file control" in reason.message for reason in detail.reasons)


def test_a_file_without_an_entry_for_the_bank_is_refused(harbor: World) -> None:
    receipt = harbor.takes_in(Order("123456", routing_number="231380104"))

    assert receipt.is_refused
    assert receipt.reasons == ("No entry of the file is addressed to Cedar Bank (021000021).",)


def test_only_the_banks_own_entries_count(harbor: World) -> None:
    elsewhere = Order("123456", "$900.00", routing_number="231380104")
    receipt = harbor.takes_in(elsewhere, credit(harbor.ada))

    assert (receipt.entries, receipt.credit) == (1, usd(25_00))
    assert len(harbor.entries_in(receipt.file_id)) == 1


def test_what_nobody_owns_waits_in_the_houses_suspense_with_a_return(harbor: World) -> None:
    receipt = harbor.takes_in(NOBODY)

    assert harbor.held_by(harbor.house_id, "suspense") == usd(70_00)
    assert harbor.held_by(harbor.house_id, "fed_account") == usd(70_00)
    [prepared] = harbor.prepared_returns(receipt.file_id)
    assert (prepared.code, prepared.status) == ("R03", "prepared")
    assert prepared.return_by == harbor.now.date() + timedelta(days=2)
    [entry] = harbor.entries_in(receipt.file_id)
    assert (entry.outcome, entry.reason) == ("suspense", "No account has this number.")


def test_a_frozen_account_is_not_credited_and_its_program_holds_the_money(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        freeze(
            db,
            ledger_account_id=harbor.ada.ledger_account_id,
            outgoing=True,
            incoming=True,
            actor=OPERATOR,
            now=harbor.now,
        )
    receipt = harbor.takes_in(credit(harbor.ada), credit(harbor.grace, "$30.00"))

    assert harbor.ada.balance.current == usd(0)
    assert harbor.grace.balance.current == usd(30_00)
    assert harbor.held_by(harbor.program_id, "suspense") == usd(25_00)
    assert [each.code for each in harbor.prepared_returns(receipt.file_id)] == ["R16"]


@pytest.mark.parametrize(
    ("code", "sec_code", "return_code", "held"),
    [
        ("27", "PPD", "R20", -25_00),
        ("37", "WEB", "R20", -25_00),
        ("52", "PPD", "R20", 25_00),
        ("42", "CCD", "R20", 25_00),
    ],
)
def test_other_live_entries_never_touch_a_customer(
    harbor: World, code: str, sec_code: str, return_code: str, held: int
) -> None:
    harbor.ada.is_given("100.00")
    receipt = harbor.takes_in(credit(harbor.ada, code=code), sec_code=sec_code)

    assert harbor.ada.balance.current == usd(100_00)
    assert harbor.held_by(harbor.program_id, "suspense") == usd(held)
    assert harbor.held_by(harbor.program_id, "fbo_cash") == usd(100_00 + held)
    [entry] = harbor.entries_in(receipt.file_id)
    assert entry.outcome == "suspense"
    assert entry.reason
    assert [each.code for each in harbor.prepared_returns(receipt.file_id)] == [return_code]


def test_a_debit_to_a_number_nobody_has_is_the_houses_claim(harbor: World) -> None:
    harbor.takes_in(Order("99", "$8.00", "27"))

    assert harbor.held_by(harbor.house_id, "suspense") == usd(-8_00)
    assert harbor.held_by(harbor.house_id, "fed_account") == usd(-8_00)


def test_a_prenote_is_recorded_and_moves_nothing(harbor: World) -> None:
    receipt = harbor.takes_in(
        credit(harbor.ada, "", code="23"), Order("99", "", "28"), credit(harbor.grace)
    )

    entries = harbor.entries_in(receipt.file_id)
    assert [entry.kind for entry in entries] == ["prenote", "prenote", "credit"]
    assert [entry.reason for entry in entries[:2]] == [
        "Account found.",
        "No account has this number.",
    ]
    assert harbor.ada.balance.current == usd(0)


def test_a_notification_of_change_is_recorded_with_what_it_corrects(harbor: World) -> None:
    own = next_trace()
    notice = Addenda.of(
        layouts.NOTIFICATION,
        change_code="C01",
        original_trace="021000020000001",
        original_rdfi="02100002",
        corrected="1918171614",
        trace_number=own,
    )
    order = Order("55501234", "", "21", trace=own, addenda=(notice,))
    receipt = harbor.takes_in(order, sec_code="COR")

    [entry] = harbor.entries_in(receipt.file_id)
    assert (entry.kind, entry.outcome, entry.back_code) == ("noc", "recorded", "C01")
    assert entry.addenda == "1918171614"
    assert entry.reason == "The account number is wrong."


def test_an_entry_posts_once_across_two_files(harbor: World) -> None:
    order = credit(harbor.ada, trace=next_trace())
    harbor.takes_in(order)
    receipt = harbor.takes_in(order, credit(harbor.ada, "$5.00"), modifier="B")

    assert harbor.outcomes(receipt.file_id) == ["duplicate", "posted"]
    assert harbor.ada.balance.current == usd(30_00)
    assert harbor.breaks() == {
        "repeated_entry": "1 entry of payroll.ach came before and did not post again."
    }


def test_an_old_entry_that_comes_again_on_another_day_posts_once(harbor: World) -> None:
    order, old = credit(harbor.ada, trace=next_trace()), date(2018, 6, 15)
    harbor.takes_in(order, asked_on=old)
    harbor.wait(days=1)
    receipt = harbor.takes_in(order, asked_on=old)

    assert harbor.outcomes(receipt.file_id) == ["duplicate"]
    assert harbor.ada.balance.current == usd(25_00)


def test_an_entry_twice_in_one_file_posts_once(harbor: World) -> None:
    order = credit(harbor.ada, trace=next_trace())
    receipt = harbor.takes_in(order, order)

    assert harbor.outcomes(receipt.file_id) == ["posted", "duplicate"]
    assert harbor.ada.balance.current == usd(25_00)


def test_an_old_file_settles_on_todays_business_day(harbor: World) -> None:
    receipt = harbor.takes_in(credit(harbor.ada), asked_on=date(2018, 6, 15))

    [entry] = harbor.entries_in(receipt.file_id)
    assert entry.settles_on == harbor.now.date()
    assert harbor.ada.balance.current == usd(25_00)


def test_money_of_a_later_day_posts_at_that_days_opening(harbor: World) -> None:
    wednesday = harbor.now.date() + timedelta(days=2)
    receipt = harbor.takes_in(credit(harbor.ada), asked_on=wednesday)
    assert harbor.outcomes(receipt.file_id) == ["waiting"]

    harbor.wait(days=1, hours=22, minutes=29)
    harbor.bank_works()
    assert harbor.ada.balance.current == usd(0)

    harbor.wait(minutes=1)
    harbor.bank_works()
    assert harbor.ada.balance.current == usd(25_00)
    with bank_reading(harbor.bank_id) as db:
        assert [line.status for line in listed(db).lines] == ["posted"]


def test_a_weekends_file_posts_at_once_and_settles_on_monday(harbor: World) -> None:
    harbor.wait(days=5)  # Saturday
    receipt = harbor.takes_in(credit(harbor.ada))

    [entry] = harbor.entries_in(receipt.file_id)
    assert entry.settles_on == date(2026, 3, 9)
    assert harbor.ada.balance.current == usd(25_00)


def test_every_owner_has_a_share_of_the_file(harbor: World) -> None:
    juniper = harbor.juniper.becomes_customer("June", "Marsh")
    receipt = harbor.takes_in(credit(harbor.ada), credit(juniper, "$40.00"), NOBODY)

    assert juniper.balance.current == usd(40_00)
    with bank_reading(harbor.bank_id) as db:
        assert receipt.file_id
        shares = shares_of(db, receipt.file_id)
    assert [(share.name, share.amount, share.waiting) for share in shares] == [
        ("Harbor", usd(25_00), 0),
        ("Juniper", usd(40_00), 0),
        ("Cedar Bank", usd(70_00), 0),
    ]
    assert all(share.posted_at for share in shares)


def test_another_bank_knows_nothing_of_the_file(harbor: World) -> None:
    receipt = harbor.takes_in(credit(harbor.ada))

    assert receipt.file_id
    with bank_reading(harbor.tally.bank_id) as db:
        assert listed(db).lines == ()
        with pytest.raises(NotFound):
            file_detail(db, receipt.file_id)


def test_files_are_listed_newest_first_page_by_page(harbor: World) -> None:
    for number in range(3):
        harbor.wait(minutes=1)
        harbor.takes_in(credit(harbor.ada, f"${number + 1}.00"))

    with bank_reading(harbor.bank_id) as db:
        page = listed(db, limit=2)
        rest = listed(db, after=page.next_key, limit=2)
    assert [line.credit for line in (*page.lines, *rest.lines)] == [usd(300), usd(200), usd(100)]
    assert rest.next_key is None
