"""Verbs of months and statements: time passes, fees are charged, statements are issued."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.statements.actions.charge_monthly_fee import charge_monthly_fee
from app.banking.statements.actions.issue_statement import issue_statement
from app.banking.statements.content import StatementContent
from app.banking.statements.queries import StatementDetail, statement_detail
from app.banking.statements.rules import month_after, month_of
from app.kernel.actor import SCHEDULE
from app.kernel.ids import StatementId, TransactionId, new_id
from app.kernel.money import parse_amount
from app.storage.session import partner_work

if TYPE_CHECKING:
    from tests.customer_verbs import Person
    from tests.world import World


class StatementVerbs:
    """What a world can do about months."""

    def is_on(self: World, day: date) -> None:
        """Business time moves on to the morning of a day."""
        morning = datetime.combine(day, time(6), UTC)  # past midnight in New York
        self.wait(seconds=(morning - self.now).total_seconds())

    def month_ends(self: World) -> date:
        """Business time moves to the first of the next month; returns the month that is over."""
        month_on = month_of(self.now.date())
        self.is_on(month_after(month_on))
        return month_on

    def books(
        self: World, person: Person, amount: str, words: str = "", *, on: date | None = None
    ) -> TransactionId:
        """Money comes in (`40.00`) or goes out (`-40.00`), counting for a day, today if absent."""
        is_out, money = amount.startswith("-"), parse_amount(amount.lstrip("-"))
        with partner_work(self.partner_id) as db:
            cash = chart(db, self.program_id)["fbo_cash"]
            entries = (
                move(money, debit=person.ledger_account_id, credit=cash, debit_text=words)
                if is_out
                else move(money, debit=cash, credit=person.ledger_account_id, credit_text=words)
            )
            draft = Draft(
                key=f"booked {new_id(self.now)}",
                cause=Cause.ACH_OUTGOING if is_out else Cause.ACH_INCOMING,
                subject=("account", person.account_id),
                description=words,
                effective_on=on or self.now.date(),
                entries=entries,
            )
            return post(db, draft, now=self.now)

    def charges_fee(self: World, person: Person, month_on: date) -> TransactionId | None:
        with partner_work(self.partner_id) as db:
            return charge_monthly_fee(
                db, account_id=person.account_id, month_on=month_on, actor=SCHEDULE, now=self.now
            )

    def issues(self: World, person: Person, month_on: date) -> StatementId:
        with partner_work(self.partner_id) as db:
            return issue_statement(
                db, account_id=person.account_id, month_on=month_on, actor=SCHEDULE, now=self.now
            )

    def statement(self: World, person: Person, month_on: date) -> StatementDetail:
        """The statement of a month, issued now if it was not."""
        statement_id = self.issues(person, month_on)
        with partner_work(self.partner_id) as db:
            return statement_detail(db, statement_id)

    def stated(self: World, person: Person, month_on: date) -> StatementContent:
        return self.statement(person, month_on).content
