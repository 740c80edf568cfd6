"""A small demo world, made by real actions: green, in one chain, and the same when made again."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.access.matrix import roles_of
from app.banking.accounts.queries import account_detail
from app.banking.accounts.tables import AccountRow
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.approvals.rule_queries import rule_lines
from app.banking.approvals.tables import ApprovalRow
from app.banking.brands.queries import version_names
from app.banking.customers.tables import CustomerRow
from app.banking.ledger.books import When, trial_balance
from app.banking.ledger.exporting import export_ledger
from app.banking.ledger.listing import HOLDS, LOCKS
from app.banking.ledger.tables import LedgerAccountRow
from app.banking.ledger.verifying import verify
from app.banking.listing.asked import read_query
from app.banking.listing.asking import read_page
from app.banking.lists.assignments import ASSIGNMENTS
from app.banking.mail.queries import mailbox
from app.banking.payments.tables import PaymentRow, PreparedReturnRow
from app.banking.reconciliation.tables import BankBalanceRow, BreakRow, ProgramDayRow
from app.banking.statements.tables import StatementRow
from app.banking.team.queries import Standing, team
from app.banking.team.support_listing import SUPPORT
from app.banking.threads.queries import count_waiting
from app.config import Config
from app.demo import seeding
from app.demo.bookkeeping import lock_old_months
from app.demo.brands import BANKS
from app.demo.days import ONE_DAY, banking_days
from app.demo.history import steps_of, take_step
from app.demo.letters import leave_letters
from app.demo.looks import leave_looks
from app.demo.play import play
from app.demo.script import Extent
from app.demo.stage import BankStage, BrandStage
from app.kernel.errors import Refused
from app.sandbox.bank_chart import folder_of
from app.storage.clock import wall_now
from app.storage.session import bank_reading, house_work, partner_reading, partner_work
from tests.demo.conftest import Fresh
from tests.seal_verbs import judged

NOW = datetime(2026, 5, 19, 15, tzinfo=UTC)
TODAY = NOW.date()
EXTENT = Extent(size=0.04, months=2)  # four people a brand


@dataclass
class Made:
    """A world before its history came, and what was seen of it then and afterwards."""

    stages: list[BankStage]
    closed_before: dict[tuple[str, date], int]
    balances_before: dict[str, int]

    @property
    def brands(self) -> list[BrandStage]:
        return [brand for stage in self.stages for brand in stage.brands]


@pytest.fixture(scope="module")
def world(fresh: Fresh) -> Made:
    return make(fresh())


def make(config: Config) -> Made:
    """As `guildhall seed` and the worker make it, in one process."""
    opened = [seeding.open_world(config, plan, today=TODAY, extent=EXTENT) for plan in BANKS]
    stages = [seeding.stage_of(config, bank, today=TODAY, extent=EXTENT) for bank in opened]
    for stage in stages:
        play(stage, now=NOW, told=lambda _line: None)
    for each in opened:
        seeding.fill_teams(each, now=NOW, wall=wall_now())
    made = Made(stages, {}, {})
    made.closed_before, made.balances_before = closed(made), balances(made)
    for stage in stages:
        for step in steps_of(stage):
            take_step(stage, step)
        lock_old_months(stage, now=NOW)
        script = stage.brands[0].script
        stage.compare(banking_days(script.starts_on, script.recent_from - ONE_DAY), now=NOW)
    return made


def test_people_come_for_a_time_and_others_look_in(world: Made) -> None:
    cedar, harbor = world.stages[0], world.brands[0]
    with partner_work(cedar.books.house_id) as db:
        officers = {each.name: each for each in team(db, "officer", wall=wall_now())}
    assert officers["Iris Halloran"].standing is Standing.ACTIVE
    assert officers["Gordon Pell"].standing is Standing.ENDED
    with partner_work(harbor.partner_id) as db:
        staff = {each.name: each for each in team(db, "user", wall=wall_now())}
        (looked,) = read_page(db, SUPPORT, read_query(SUPPORT, "")).lines
    assert staff["Nora Quist"].standing is Standing.INVITED
    assert len({each.role for each in staff.values()}) == len(roles_of("user"))
    assert looked.pages
    assert not looked.is_open


def closed(made: Made) -> dict[tuple[str, date], int]:
    """The cash of every day that was closed, by bank account."""
    found: dict[tuple[str, date], int] = {}
    for stage in made.stages:
        for partner_id in (*stage.books.brands, stage.books.house_id):
            with partner_work(partner_id) as db:
                rows = db.scalars(select(ProgramDayRow)).all()
            found |= {(row.bank_account, row.business_on): row.cash_minor for row in rows}
    return found


def balances(made: Made) -> dict[str, int]:
    """What each customer has, by account number."""
    found: dict[str, int] = {}
    for brand in made.brands:
        with partner_work(brand.partner_id) as db:
            rows = db.execute(
                select(AccountRow.account_number, LedgerAccountRow.current_minor).join(
                    LedgerAccountRow, LedgerAccountRow.id == AccountRow.ledger_account_id
                )
            )
            found |= {row.account_number: row.current_minor for row in rows}
    return found


def digest(brand: BrandStage) -> str:
    """Names, amounts and days of everything that was paid."""
    with partner_work(brand.partner_id) as db:
        rows = db.execute(
            select(
                CustomerRow.family_name,
                PaymentRow.rail,
                PaymentRow.direction,
                PaymentRow.amount_minor,
                PaymentRow.effective_on,
                PaymentRow.status,
                PaymentRow.counterparty_name,
            ).join(CustomerRow, CustomerRow.id == PaymentRow.customer_id)
        ).all()
    return hashlib.sha256(repr(sorted(tuple(row) for row in rows)).encode()).hexdigest()


def statements(db: Session, account_number: str) -> list[StatementRow]:
    return list(
        db.scalars(
            select(StatementRow)
            .join(AccountRow, AccountRow.id == StatementRow.account_id)
            .where(AccountRow.account_number == account_number)
            .order_by(StatementRow.month_on)
        )
    )


def test_everybody_is_there_before_the_history(world: Made) -> None:
    assert len(world.balances_before) == sum(len(b.script.customers) for b in world.brands)
    assert min(world.balances_before.values()) >= 0


def test_history_changes_no_balance_and_no_closed_day(world: Made) -> None:
    after = closed(world)

    assert balances(world) == world.balances_before
    assert {day: after[day] for day in world.closed_before} == world.closed_before
    assert len(after) > 2 * len(world.closed_before), "older days were closed too"


def test_the_bank_and_the_ledger_agree_on_every_day(world: Made) -> None:
    for stage in world.stages:
        with house_work(stage.books.house_id, stage.books.bank_id) as db:
            assert db.scalars(select(BreakRow.detail)).all() == []
            told = db.execute(
                select(
                    BankBalanceRow.bank_account,
                    BankBalanceRow.business_on,
                    BankBalanceRow.balance_minor,
                )
            )
            bank = {(account, day): minor for account, day, minor in told}
        ours = {day: cash for day, cash in closed(world).items() if day in bank}
        assert bank == ours


def test_statements_are_one_chain_without_a_gap(world: Made) -> None:
    for brand in world.brands:
        months = brand.script.months()
        with partner_work(brand.partner_id) as db:
            for person in brand.script.customers:
                account = brand.account(person.number)
                chain = statements(db, account.account_number)
                expected = [m for m in months if m >= account.opened_on.replace(day=1)]
                assert [s.month_on for s in chain] == expected
                assert all(a.closing_minor == b.opening_minor for a, b in pairwise(chain))


def test_statements_bear_a_seal_and_every_book_is_proven(world: Made, tmp_path: Path) -> None:
    for brand in world.brands:
        with partner_work(brand.partner_id) as db:
            account = brand.account(brand.script.customers[0].number)
            chain = statements(db, account.account_number)
            assert all(s.body["seal"]["hash"] for s in chain)
            last = chain[-1].body["seal"]
        out = tmp_path / str(brand.partner_id)
        with partner_reading(brand.partner_id) as db:
            assert verify(db).faults == []
            export_ledger(db, out)
        assert judged(out, "--root", f"{last['on']}={last['hash']}")[0] == 0
    for stage in world.stages:
        handed = sorted(folder_of(stage.config.data_folder, stage.slug).glob("roots/*.json"))
        assert len(handed) > 30
        for brand in stage.brands:
            assert judged(tmp_path / str(brand.partner_id), "--roots", handed[-1])[0] == 0


def test_some_money_came_back_and_some_found_nobody(world: Made) -> None:
    returned = 0
    for brand in world.brands:
        with partner_work(brand.partner_id) as db:
            back = select(func.count()).where(PaymentRow.return_code.in_(("R01", "R03")))
            returned += db.scalar(back) or 0
    with partner_work(world.stages[0].books.house_id) as db:
        owed = db.scalars(select(PreparedReturnRow.code)).all()

    assert returned > 0
    assert set(owed) == {"R03"}


def test_something_waits_for_its_window(world: Made) -> None:
    for brand in world.brands:
        account = brand.account(brand.script.waiting[0].person)
        with partner_work(brand.partner_id) as db:
            held = account_detail(db, account.id).balance.held
        assert held.minor > 0


def test_a_payment_above_the_rule_waits_for_a_second_person(world: Made) -> None:
    [harbor] = [brand for brand in world.brands if brand.script.brand.slug == "harbor"]
    with partner_work(harbor.partner_id) as db:
        found = db.execute(select(ApprovalRow.action, ApprovalRow.status)).all()
        rules = rule_lines(db)
    assert sorted((action, status) for action, status in found) == [
        ("limits.change", "executed"),
        ("limits.change", "pending"),
        ("payments.send", "pending"),
    ]
    assert [(rule.owner, str(rule.terms.amount_from)) for rule in rules] == [
        ("bank", "$1,000.00"),
        ("partner", "$500.00"),
    ]


def test_two_people_have_corrected_the_books(world: Made) -> None:
    for brand in world.brands:
        is_exchanging = brand.script.brand.slug == "harbor"
        with partner_work(brand.partner_id) as db:
            found = db.execute(select(AdjustmentRow.kind, AdjustmentRow.status)).all()
            trial = trial_balance(db, When())
            held = read_page(db, HOLDS, read_query(HOLDS, "")).lines
            locked = read_page(db, LOCKS, read_query(LOCKS, "")).lines
        assert sorted((each.kind, each.status) for each in found) == sorted(
            [
                ("adjustment", "approved"),
                ("adjustment", "approved"),
                ("reversal", "approved"),
                *([("exchange", "approved")] if is_exchanging else []),
                ("adjustment", "proposed"),
            ]
        )
        currencies = {line.debit.currency for line in trial}
        assert currencies == ({"USD", "EUR"} if is_exchanging else {"USD"})
        for currency in currencies:
            of_currency = [line for line in trial if line.debit.currency == currency]
            assert sum(line.debit.minor - line.credit.minor for line in of_currency) == 0
        assert {"released", "open"} <= {each.status for each in held}
        assert len(locked) == 1


def test_a_world_that_has_banks_is_left_alone(world: Made) -> None:
    with pytest.raises(Refused, match="banks here already"):
        seeding.seed(world.stages[0].config)


def test_a_bank_sees_its_own_brands_only(world: Made) -> None:
    cedar, granite = world.stages
    with bank_reading(cedar.books.bank_id) as db:
        seen = set(db.scalars(select(PaymentRow.partner_id).distinct()))

    assert seen == set(cedar.books.brands)
    assert not seen & set(granite.books.brands)


def test_customers_ask_and_somebody_looks_after_them(world: Made) -> None:
    """In each brand somebody waits for an answer; support has something to look after."""
    for brand in world.brands:
        with partner_work(brand.partner_id) as db:
            assert count_waiting(db) >= 1
            assigned = read_page(db, ASSIGNMENTS, read_query(ASSIGNMENTS, "")).lines
            assert {"thread", "product", "ledger_account"} <= {each.kind for each in assigned}


@pytest.mark.soak
def test_made_again_it_is_the_same(world: Made, fresh: Fresh) -> None:
    before = [digest(brand) for brand in world.brands]

    again = make(fresh())

    assert [digest(brand) for brand in again.brands] == before


def test_letters_wait_in_the_mailbox(world: Made) -> None:
    """A new phone was told of, and one of two addresses is confirmed."""
    stage = world.stages[0]
    leave_letters(stage, now=NOW)
    for brand in stage.brands:
        with partner_work(brand.partner_id) as db:
            console, portal = mailbox(db, "console"), mailbox(db, "portal")
        told = [letter for letter in console if letter.kind != "invitation"]
        assert [letter.kind for letter in told] == ["new_device"]
        answered = [letter for letter in portal if letter.kind == "message_waiting"]
        assert len(answered) <= 1
        others = [letter.kind for letter in portal if letter not in answered]
        assert others == ["email_verification"]
        assert {letter.status for letter in (*told, *portal)} == {"sent"}


def test_brands_have_versions_and_one_waits_for_its_bank(world: Made) -> None:
    stage = world.stages[0]
    leave_looks(stage, now=NOW)
    standing = {}
    for brand in stage.brands:
        with partner_work(brand.partner_id) as db:
            standing[brand.script.brand.slug] = [each.status.value for each in version_names(db)]
    assert standing == {
        "harbor": ["in_review", "published", "superseded"],
        "juniper": ["published", "superseded"],
    }
