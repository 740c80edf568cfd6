"""Verbs of people: apply, be approved, hold an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.banking.accounts.actions.open_account import open_account
from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import balance_of, chart
from app.banking.ledger.rules import Balance, Cause, Draft, move
from app.kernel.actor import OPERATOR, Actor
from app.kernel.ids import AccountId, CustomerId, LedgerAccountId, new_id
from app.kernel.money import Money, parse_amount
from app.storage.crypto import blind_index, encrypt
from app.storage.session import partner_work

if TYPE_CHECKING:
    from tests.world import World

_ssn = count(1)


@dataclass(frozen=True)
class Person:
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
    def actor(self) -> Actor:
        return Actor("customer", self.customer_id, self.name)

    def is_given(self, amount: str) -> None:
        """Money arrives from outside, straight into the account."""
        with partner_work(self.world.partner_id) as db:
            accounts = chart(db, self.world.program_id)
            post(
                db,
                Draft(
                    key=f"deposit {new_id(self.world.now)}",
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


class CustomerVerbs:
    """What a world can do with people."""

    def becomes_customer(self: World, given_name: str, family_name: str) -> Person:
        """Someone applies, is approved, and holds an account."""
        now: datetime = self.now
        customer_id = CustomerId(new_id(now))
        with partner_work(self.partner_id) as db:
            tax_id = f"51201{next(_ssn):04d}"
            sealed, key_id = encrypt(db, tax_id, place="customer.tax_id", row_id=customer_id)
            db.execute(
                insert(CustomerRow).values(
                    partner_id=self.partner_id,
                    id=customer_id,
                    status="active",
                    given_name=given_name,
                    family_name=family_name,
                    born_on=date(1985, 12, 10),
                    email=f"{given_name.lower()}@example.com",
                    phone="(555) 555-0100",
                    street="12 Analytical Way",
                    city="Portland",
                    state="OR",
                    postal_code="97201",
                    tax_id=sealed,
                    tax_id_key_id=key_id,
                    tax_id_index=blind_index(db, tax_id, place="customer.tax_id"),
                    tax_id_last4=tax_id[-4:],
                    created_at=now,
                )
            )
            account_id = open_account(
                db, customer_id=customer_id, product_id=self.product_id, actor=OPERATOR, now=now
            )
            row = db.scalars(select(AccountRow).where(AccountRow.id == account_id)).one()
        return Person(
            world=self,
            name=f"{given_name} {family_name}",
            customer_id=customer_id,
            account_id=account_id,
            ledger_account_id=LedgerAccountId(row.ledger_account_id),
            routing_number=row.routing_number,
            account_number=row.account_number,
        )


ZERO = Money(0, "USD")
