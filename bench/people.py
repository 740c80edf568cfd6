"""Whose books are measured: a bank, a partner, a program, and customers' funded accounts."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, Entry, Side
from app.banking.partners.actions.provision_bank import BankOrder, provision_bank
from app.banking.partners.actions.provision_partner import PartnerOrder, provision_partner
from app.banking.products.actions.open_program import ProgramOrder, open_program
from app.kernel.actor import OPERATOR
from app.kernel.ids import BankId, CustomerId, LedgerAccountId, PartnerId, new_id
from app.kernel.money import Money
from app.storage.session import house_work, partner_work

NOW = datetime.now(UTC).replace(microsecond=0)
OPENING = Money(1_000_000_00, "USD")


@dataclass(frozen=True)
class Books:
    """A partner's accounts: guarded ones that hold a million each, and the pooled cash."""

    partner_id: PartnerId
    accounts: list[LedgerAccountId]
    cash: LedgerAccountId

    def as_text(self) -> str:
        """For a process that is to work on the same books."""
        return json.dumps(
            [str(self.partner_id), [str(account) for account in self.accounts], str(self.cash)]
        )

    @classmethod
    def from_text(cls, words: str) -> "Books":
        partner_id, accounts, cash = json.loads(words)
        return cls(
            PartnerId(UUID(partner_id)),
            [LedgerAccountId(UUID(account)) for account in accounts],
            LedgerAccountId(UUID(cash)),
        )


def opened_books(accounts: int) -> Books:
    """Opened and funded by the actions that the doors use."""
    partner_id = _provision()
    with partner_work(partner_id) as db:
        program_id, _ = open_program(db, _program(), actor=OPERATOR, now=NOW)
        cash = chart(db, program_id)["fbo_cash"]
        opened = [opened_account(db, f"deposit {n}") for n in range(accounts)]
        _fund(db, cash, opened)
    return Books(partner_id, opened, cash)


def opened_account(db: Session, code: str, *, is_pooled: bool = False) -> LedgerAccountId:
    """A customer's deposit, or a pooled account without a floor."""
    order = (
        LedgerAccountOrder(code, "Pool", "asset", "USD", is_pooled=True)
        if is_pooled
        else LedgerAccountOrder(
            code, "Deposit", "liability", "USD", floor_minor=0, customer_id=CustomerId(new_id(NOW))
        )
    )
    return open_ledger_account(db, order, now=NOW)


def _provision() -> PartnerId:
    bank_id, house_id = BankId(new_id(NOW)), PartnerId(new_id(NOW))
    with house_work(house_id, bank_id) as db:
        bank = BankOrder(
            f"cedar-{bank_id}",
            "Cedar",
            "Cedar",
            "cedar",
            ("021000021",),
            "",
            "",
            "",
            f"o.{bank_id}",
        )
        provision_bank(db, bank, actor=OPERATOR, now=NOW)
    partner_id = PartnerId(new_id(NOW))
    with partner_work(partner_id) as db:
        portal, console = f"p.{partner_id}", f"c.{partner_id}"
        order = PartnerOrder(
            bank_id, f"harbor-{partner_id}", "H", "H", "harbor", "", "", portal, console
        )
        provision_partner(db, order, actor=OPERATOR, now=NOW)
    return partner_id


def _program() -> ProgramOrder:
    return ProgramOrder(
        name="Everyday",
        routing_number="021000021",
        account_prefix="4401",
        fbo_account_number="900001",
        company_id="1440100001",
        company_name="HARBOR",
        product_name="Checking",
        product_kind="checking",
        product_summary="",
        starts_on=NOW.date(),
    )


def _fund(db: Session, cash: LedgerAccountId, accounts: list[LedgerAccountId]) -> None:
    whole = Money(OPENING.minor * len(accounts), "USD")
    entries = [Entry(account, Side.CREDIT, OPENING) for account in accounts]
    draft = Draft(
        key="opening",
        cause=Cause.ACH_INCOMING,
        subject=("bench", None),
        description="Opening",
        effective_on=NOW.date(),
        entries=(Entry(cash, Side.DEBIT, whole), *entries),
    )
    post(db, draft, now=NOW)
