"""The brands of one bank on stage: what a script says, done by the actions everybody uses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.access.authenticators import keep_secret
from app.banking.accounts.queries import Account, account_page
from app.banking.closing.actions.close_day import close_day
from app.banking.customers.actions.apply import ApplicationOrder, apply
from app.banking.customers.applying import consent_texts, open_products
from app.banking.customers.details import Details
from app.banking.payments.actions.receive_file import receive_file
from app.banking.payments.actions.send_ach import send_ach
from app.banking.payments.actions.send_book import send_book
from app.banking.payments.orders import AchOrder, BookOrder
from app.banking.payments.rules import Counterparty
from app.banking.statements.actions.charge_monthly_fee import charge_monthly_fee
from app.banking.statements.actions.issue_statement import issue_statement
from app.config import Config
from app.demo import moments
from app.demo.brands import PASSWORD
from app.demo.files import Deposit
from app.demo.moments import at
from app.demo.people import PersonPlan
from app.demo.script import Credit, Script, Send, Transfer
from app.demo.totp import CUSTOMERS_WITH_APP, totp_secret
from app.kernel.actor import RAIL, SCHEDULE, Actor
from app.kernel.ids import CustomerId, LoginId, PartnerId
from app.kernel.money import Money
from app.sandbox.adapters import FROM_FED
from app.sandbox.bank_chart import folder_of, write_whole
from app.storage.session import house_work, partner_work
from app.workers.closing import BankBooks, compare_again
from app.workers.roots import root_days

RECEIVED = "received"
BATCH = 40
SECONDS_BETWEEN = 61


@dataclass
class BrandStage:
    """One brand: its script, and the accounts its people came to hold."""

    partner_id: PartnerId
    script: Script
    known: dict[CustomerId, Account] = field(default_factory=dict)
    logins: dict[int, LoginId] = field(default_factory=dict)

    @cached_property
    def _ids(self) -> dict[int, CustomerId]:
        return {person.number: self._id_of(person) for person in self.script.people}

    def _id_of(self, person: PersonPlan) -> CustomerId:
        """The same id each time, in the order people join."""
        applied_at = at(person.joins_on, moments.APPLIES) + timedelta(
            seconds=person.number * SECONDS_BETWEEN
        )
        chance = Random(f"{self.partner_id} {person.number}").getrandbits(62)  # noqa: S311
        milliseconds = int(applied_at.timestamp() * 1_000)
        return CustomerId(UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | chance))

    def account(self, number: int) -> Account:
        """The account of a person; read again when somebody new is asked for."""
        customer_id = self._ids[number]
        if customer_id not in self.known:
            with partner_work(self.partner_id) as db:
                page = account_page(db, limit=100)
                lines = list(page.lines)
                while page.next_cursor:
                    page = account_page(db, after=page.next_cursor, limit=100)
                    lines += page.lines
            self.known = {account.customer_id: account for account in lines}
        return self.known[customer_id]

    def actor(self, number: int) -> Actor:
        account = self.account(number)
        return Actor("customer", account.customer_id, account.customer_name)

    def let_apply(self, people: Sequence[PersonPlan], day: date) -> None:
        """Each applies; the decision follows by a worker, as for anybody."""
        with partner_work(self.partner_id) as db:
            product = open_products(db, on=day)[0]
            agreed = frozenset(text.id for text in consent_texts(db, on=day))
            for person in people:
                now = at(day, moments.APPLIES) + timedelta(seconds=person.number * SECONDS_BETWEEN)
                customer_id = self._ids[person.number]
                actor = Actor("customer", customer_id, person.full_name)
                order = ApplicationOrder(
                    key=f"demo {person.number}",
                    customer_id=customer_id,
                    product_id=product.id,
                    details=_details(person),
                    agreed=agreed,
                )
                apply(db, order, actor=actor, now=now)
                if person.has_login:
                    known_as = (person.email, person.full_name)
                    self.logins[person.number] = enrol_customer(
                        db,
                        customer_id=customer_id,
                        known_as=known_as,
                        password=PASSWORD,
                        actor=actor,
                        now=now,
                    )
                    if person.email in CUSTOMERS_WITH_APP:
                        secret = totp_secret(person.email)
                        keep_secret(db, self.logins[person.number], secret, wall=now)

    def transfer(self, transfers: Sequence[Transfer]) -> None:
        with partner_work(self.partner_id) as db:
            for serial, each in enumerate(transfers):
                to = self.account(each.to)
                order = BookOrder(
                    account_id=self.account(each.person).id,
                    amount=Money(each.amount, "USD"),
                    to_routing_number=to.routing_number,
                    to_account_number=to.account_number,
                    description=each.note,
                    key=f"demo transfer {each.on} {each.person} {each.to} {each.amount}",
                )
                now = at(each.on, moments.TRANSFERS) + timedelta(seconds=serial * SECONDS_BETWEEN)
                send_book(db, order, actor=self.actor(each.person), now=now)

    def send(self, sends: Sequence[Send], *, now: datetime | None = None) -> None:
        with partner_work(self.partner_id) as db:
            for serial, each in enumerate(sends):
                order = AchOrder(
                    account_id=self.account(each.person).id,
                    amount=Money(each.amount, "USD"),
                    counterparty=Counterparty(each.payee, each.routing_number, each.account_number),
                    description=each.note,
                    key=f"demo send {each.on} {each.person} {each.account_number}",
                )
                moment = at(each.on, moments.SENDS) + timedelta(seconds=serial)
                send_ach(db, order, actor=self.actor(each.person), now=now or moment)

    def deposits(self, incoming: Sequence[Credit]) -> list[Deposit]:
        return [self._deposit(credit) for credit in incoming]

    def _deposit(self, credit: Credit) -> Deposit:
        account = self.account(credit.person)
        return Deposit(
            company=credit.company,
            name=account.customer_name,
            routing_number=account.routing_number,
            account_number=account.account_number,
            amount=credit.amount,
        )

    def charge_fees(self, month: date, *, now: datetime) -> None:
        """The month's fee of everybody whose account was open in it."""
        if not self.script.brand.monthly_fee:
            return
        for batch in _batches(self._open_in(month)):
            with partner_work(self.partner_id) as db:
                for account in batch:
                    charge_monthly_fee(
                        db, account_id=account.id, month_on=month, actor=SCHEDULE, now=now
                    )

    def issue_first_statements(self, *, now: datetime) -> None:
        """Of those who can sign in: their older months have no detail that is still to come."""
        last = self.script.months()[-1]
        with partner_work(self.partner_id) as db:
            for person in self.script.customers:
                if person.has_login:
                    account_id = self.account(person.number).id
                    issue_statement(
                        db, account_id=account_id, month_on=last, actor=SCHEDULE, now=now
                    )

    def issue_statements(self, month: date, *, now: datetime) -> int:
        accounts = self._open_in(month)
        for batch in _batches(accounts):
            with partner_work(self.partner_id) as db:
                for account in batch:
                    issue_statement(
                        db, account_id=account.id, month_on=month, actor=SCHEDULE, now=now
                    )
        return len(accounts)

    def _open_in(self, month: date) -> list[Account]:
        """Accounts that were open before the month was over."""
        first_of_next = (month + timedelta(days=31)).replace(day=1)
        joined = [p for p in self.script.customers if p.joins_on < first_of_next]
        return [self.account(person.number) for person in joined]


@dataclass
class BankStage:
    """One bank with its brands."""

    config: Config
    slug: str
    books: BankBooks
    brands: list[BrandStage]

    def take_in(self, content: bytes, name: str, *, now: datetime) -> None:
        """A file lies in the letter box of the bank and goes into its intake."""
        folder = folder_of(self.config.data_folder, self.slug) / FROM_FED / RECEIVED
        write_whole(folder / name, content)
        with house_work(self.books.house_id, self.books.bank_id) as db:
            receive_file(db, name=name, content=content, came_from="fed", actor=RAIL, now=now)

    def close_days(self, days: Sequence[date]) -> None:
        """Write our books' figures for banking days that are over, the house's after its brands."""
        house = house_work(self.books.house_id, self.books.bank_id)
        for work in (*(partner_work(brand) for brand in self.books.brands), house):
            with work as db:
                for day in days:
                    close_day(db, day=day, actor=SCHEDULE, now=at(day, moments.DAY_CLOSES))
        if days:
            partners = (*self.books.brands, self.books.house_id)
            root_days(self.config, partners, days, now=at(days[-1], moments.DAY_CLOSES))

    def compare(self, days: Sequence[date], *, now: datetime) -> None:
        """Read what the bank says about the days, and reconcile them."""
        compare_again(self.config, self.books, now=now, also=days)

    def deposits(self, incoming: dict[PartnerId, list[Credit]]) -> list[Deposit]:
        """Credits of every brand of the bank, as entries of one file."""
        return [
            deposit
            for brand in self.brands
            for deposit in brand.deposits(incoming.get(brand.partner_id, []))
        ]


def _details(person: PersonPlan) -> Details:
    city, state, postal_code = person.place
    return Details(
        given_name=person.given_name,
        family_name=person.family_name,
        born_on=person.born_on,
        street=person.street,
        city=city,
        state=state,
        postal_code=postal_code,
        email=person.email,
        phone=person.phone,
        tax_id=person.tax_id,
    )


def _batches(accounts: list[Account]) -> list[list[Account]]:
    return [accounts[first : first + BATCH] for first in range(0, len(accounts), BATCH)]
