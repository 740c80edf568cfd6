"""Verbs of people: apply, be looked at, be approved, hold an account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from app.banking.accounts.actions.assess_application import Vetting, assess_application
from app.banking.accounts.actions.decide_application import decide_application
from app.banking.accounts.actions.freeze_account import freeze_account
from app.banking.accounts.actions.unfreeze_account import unfreeze_account
from app.banking.accounts.queries import Account, account_detail, accounts_of
from app.banking.customers.actions.apply import ApplicationOrder, apply
from app.banking.customers.applying import Standing, consent_texts, standing_of
from app.banking.customers.details import Details
from app.banking.customers.queries import ApplicationLine, application_detail
from app.banking.customers.rules import Outcome, staff_conclusion
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import balance_of, chart
from app.banking.ledger.rules import Balance, Cause, Draft, move
from app.banking.screening.sdn import read_sdn
from app.kernel.actor import SCHEDULE, Actor
from app.kernel.ids import (
    AccountId,
    ApplicationId,
    CustomerId,
    LedgerAccountId,
    new_id,
)
from app.kernel.money import Money, parse_amount
from app.rails.calendars import eastern_day
from app.sandbox.kyc import SandboxVerifier
from app.sandbox.sanctions import SANCTIONS_FILE, SANCTIONS_NAME
from app.storage.session import customer_work, partner_work
from tests.payment_verbs import PayingPerson

if TYPE_CHECKING:
    from tests.world import World

# Serials start where the sandbox's verifier has no opinion of its own.
_serials = count(1000)
COMPLIANCE = Actor("user", None, "Priya Raman")


@dataclass(frozen=True)
class Applicant:
    """Someone who applied, as a test speaks of them."""

    world: World
    name: str
    customer_id: CustomerId
    application_id: ApplicationId

    @property
    def application(self) -> ApplicationLine:
        """As staff see it."""
        with partner_work(self.world.partner_id) as db:
            return application_detail(db, self.application_id)

    @property
    def standing(self) -> Standing | None:
        """As the applicant sees it, through the portal's own role."""
        with customer_work(self.world.partner_id, self.customer_id) as db:
            return standing_of(db, self.customer_id)

    @property
    def accounts(self) -> list[Account]:
        with partner_work(self.world.partner_id) as db:
            return accounts_of(db, self.customer_id)

    def is_assessed(self) -> Applicant:
        """The machine looks at the application."""
        with partner_work(self.world.partner_id) as db:
            assess_application(
                db,
                sandbox_vetting(),
                application_id=self.application_id,
                actor=SCHEDULE,
                now=self.world.now,
            )
        return self

    def is_decided(self, outcome: Outcome, note: str = "Checked by phone.") -> Applicant:
        """A person of the partner's staff decides."""
        with partner_work(self.world.partner_id) as db:
            decide_application(
                db,
                application_id=self.application_id,
                conclusion=staff_conclusion(outcome, note),
                actor=COMPLIANCE,
                now=self.world.now,
            )
        return self


@dataclass(frozen=True)
class Person(PayingPerson):
    """A customer with an account, as a test speaks of them."""

    world: World
    name: str
    customer_id: CustomerId
    account_id: AccountId
    ledger_account_id: LedgerAccountId
    routing_number: str
    account_number: str

    @property
    def balance(self) -> Balance:
        with partner_work(self.world.partner_id) as db:
            return balance_of(db, self.ledger_account_id)

    @property
    def account(self) -> Account:
        with partner_work(self.world.partner_id) as db:
            return account_detail(db, self.account_id)

    @property
    def actor(self) -> Actor:
        return Actor("customer", self.customer_id, self.name)

    def is_given(self, amount: str, *, key: str = "") -> None:
        """Money arrives from outside, straight into the account."""
        with partner_work(self.world.partner_id) as db:
            accounts = chart(db, self.world.program_id)
            post(
                db,
                Draft(
                    key=key or f"deposit {new_id(self.world.now)}",
                    cause=Cause.ACH_INCOMING,
                    subject=("account", self.account_id),
                    description="Deposit",
                    effective_on=self.world.now.date(),
                    entries=move(
                        parse_amount(amount),
                        debit=accounts["fbo_cash"],
                        credit=self.ledger_account_id,
                        credit_text="Deposit",
                    ),
                ),
                now=self.world.now,
            )

    def is_frozen(self, reason: str = "Reported stolen phone", *, incoming: bool = False) -> None:
        """Staff stop money leaving the account, or moving at all."""
        with partner_work(self.world.partner_id) as db:
            freeze_account(
                db,
                account_id=self.account_id,
                incoming=incoming,
                reason=reason,
                actor=COMPLIANCE,
                now=self.world.now,
            )

    def is_unfrozen(self, reason: str = "Phone found") -> None:
        with partner_work(self.world.partner_id) as db:
            unfreeze_account(
                db,
                account_id=self.account_id,
                reason=reason,
                actor=COMPLIANCE,
                now=self.world.now,
            )


class CustomerVerbs:
    """What a world can do with people."""

    def applies(
        self: World, given_name: str = "Ada", family_name: str = "Okafor", **other: Any
    ) -> Applicant:
        """Someone applies through the portal's role; `other` replaces details, key or agreed."""
        now: datetime = self.now
        order_parts = {part: other.pop(part) for part in ("key", "agreed") if part in other}
        customer_id = CustomerId(new_id(now))
        details = replace(details_of(given_name, family_name), **other)
        with customer_work(self.partner_id, customer_id) as db:
            texts = consent_texts(db, on=eastern_day(now))
            order = ApplicationOrder(
                key=order_parts.get("key", f"form {customer_id}"),
                customer_id=customer_id,
                product_id=self.product_id,
                details=details,
                agreed=order_parts.get("agreed", frozenset(text.id for text in texts)),
            )
            actor = Actor("customer", customer_id, details.full_name)
            application_id = apply(db, order, actor=actor, now=now)
        return Applicant(self, details.full_name, customer_id, application_id)

    def becomes_customer(self: World, given_name: str, family_name: str, **other: Any) -> Person:
        """Someone applies, is approved, and holds an account."""
        applicant = self.applies(given_name, family_name, **other).is_assessed()
        account = applicant.accounts[0]
        return Person(
            world=self,
            name=applicant.name,
            customer_id=applicant.customer_id,
            account_id=account.id,
            ledger_account_id=account.ledger_account_id,
            routing_number=account.routing_number,
            account_number=account.account_number,
        )


def details_of(given_name: str = "Ada", family_name: str = "Okafor") -> Details:
    """Someone with a tax id of their own, none of them an example of a form's hint."""
    serial = next(_serials)
    return Details(
        given_name=given_name,
        family_name=family_name,
        born_on=date(1985, 12, 10),
        street="12 Analytical Way",
        city="Portland",
        state="OR",
        postal_code="97201",
        email=f"{given_name.lower()}.{serial}@example.com",
        phone="(503) 555-0100",
        tax_id=f"513{serial // 10_000 + 1:02d}{serial % 10_000:04d}",
    )


@cache
def sandbox_vetting() -> Vetting:
    """The sandbox's verifier and its small fictional list."""
    return Vetting(SandboxVerifier(), read_sdn(SANCTIONS_FILE.read_bytes(), name=SANCTIONS_NAME))


ZERO = Money(0, "USD")
