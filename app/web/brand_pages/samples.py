"""Made-up facts for previews: one customer, one account, one statement; no row of anybody's."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from app.banking.customers.applying import ConsentText, Fee, OpenProduct
from app.banking.ledger.rules import Balance
from app.banking.mail.rules import Kept
from app.banking.products.rules import Limits
from app.banking.statements.content import (
    AccountWords,
    BankWords,
    BrandWords,
    CustomerWords,
    FeeTotal,
    StatementContent,
    StatementLine,
    canonical,
    content_hash,
    write_body,
)
from app.banking.statements.notices import error_notice
from app.banking.statements.queries import StatementDetail
from app.banking.statements.rules import with_running
from app.kernel.ids import AccountId, CustomerId, ProductId, StatementId
from app.kernel.money import Money, zero
from tenants.resolve import Partner

NOBODY = UUID(int=0)
TODAY = date(2026, 6, 12)
MOMENT = datetime(2026, 6, 12, 15, 4, tzinfo=UTC)
NAME = "Jordan Avery"
EMAIL = "jordan@sample.example"
BALANCE = Balance(Money(1_284_17, "USD"), Money(60_00, "USD"))
LINES = (
    ("Corner Market payroll", 0, 842_50),
    ("Maple Street Apartments", 1, -950_00),
    ("From Sam Okoro", 3, 35_00),
    ("Blue Ridge Utilities", 4, -84_12),
    ("Bus pass", 6, -64_00),
)
STATED = (
    ("ACH deposit", "PAYROLL CORNER MARKET", "Corner Market LLC", 842_50),
    ("ACH payment", "Rent, May", "Maple Street Apartments", -950_00),
    ("Transfer", "For the tickets", "Sam Okoro", 35_00),
    ("ACH payment", "Electricity", "Blue Ridge Utilities", -84_12),
)


def account() -> SimpleNamespace:
    """An open account as the portal's templates read it."""
    return SimpleNamespace(
        id=AccountId(NOBODY),
        name="Everyday checking",
        status="open",
        account_number="440100004821",
        masked_number="••••4821",
        routing_number="073999944",
        balance=BALANCE,
        is_outgoing_frozen=False,
        is_incoming_frozen=False,
        is_frozen=False,
    )


def held() -> list[SimpleNamespace]:
    return [SimpleNamespace(label="ACH to Lena Fischer", amount=BALANCE.held, until="Jun 15")]


def lines() -> list[SimpleNamespace]:
    running, found = BALANCE.current, []
    for description, days, minor in LINES:
        signed = Money(minor, "USD")
        found.append(
            SimpleNamespace(
                description=description,
                effective_on=TODAY - timedelta(days=days),
                signed=signed,
                running=running,
                transaction_id=NOBODY,
                line=1,
            )
        )
        running = running - signed
    return found


def terms() -> SimpleNamespace:
    """What may be sent from the account."""
    usd = lambda dollars: Money(dollars * 100, "USD")  # noqa: E731 -- read as a unit
    return SimpleNamespace(
        account_name="Everyday checking",
        account_masked="••••4821",
        routing_number="073999944",
        balance=BALANCE,
        fee=zero("USD"),
        limits=Limits(payment=usd(2_500), day=usd(5_000), month=usd(20_000)),
        left_today=usd(4_950),
        left_this_month=usd(18_200),
    )


def products() -> list[OpenProduct]:
    fee = Fee("Monthly account fee", Money(2_00, "USD"))
    summary = "A checking account for people who are paid by the hour."
    return [OpenProduct(ProductId(NOBODY), "Everyday checking", summary, (fee,))]


def consents() -> list[ConsentText]:
    titles = (
        ("terms", "Account terms"),
        ("esign", "Electronic documents"),
        ("privacy", "Privacy notice"),
    )
    return [
        ConsentText(UUID(int=number), kind, "2026-01", title, "The words themselves.", "")
        for number, (kind, title) in enumerate(titles, start=1)
    ]


def letter() -> Kept:
    """A mail with everything in it: greeting, facts, a button, what to do if it was not you."""
    return Kept(
        id=NOBODY,
        kind="new_device",
        surface="portal",
        status="queued",
        language="en-US",
        created_at=MOMENT,
        to_name=NAME,
        to_email=EMAIL,
        values={"device": "Firefox on Windows", "when": "Jun 12, 2026, 11:04 am EDT"},
    )


def statement(partner: Partner) -> StatementDetail:
    """A month of the made-up customer at the real brand and bank."""
    content = _content(partner)
    body = write_body(content)
    return StatementDetail(
        id=StatementId(NOBODY),
        customer_id=CustomerId(NOBODY),
        account_id=AccountId(NOBODY),
        content=content,
        body=canonical(body),
        sha256=content_hash(body),
        issued_at=datetime(2026, 6, 1, 10, 0, tzinfo=UTC),
    )


def _content(partner: Partner) -> StatementContent:
    bank = BankWords(
        partner.bank.name,
        partner.bank.legal_name,
        partner.bank.address,
        partner.bank.email,
        partner.bank.phone,
    )
    brand = BrandWords(
        partner.name,
        partner.legal_name,
        partner.theme,
        partner.support_email,
        partner.support_phone,
    )
    opening = Money(1_204_17, "USD")
    stated = with_running(opening, _stated())
    return StatementContent(
        month_on=date(2026, 5, 1),
        first=date(2026, 5, 1),
        last=date(2026, 5, 31),
        days=31,
        brand=brand,
        bank=bank,
        customer=CustomerWords(NAME, "12 Sample Street", "Portland", "OR", "97201"),
        account=AccountWords("Everyday checking", "073999944", "••••4821"),
        opening=opening,
        closing=stated[-1].running,
        lines=stated,
        fees=(FeeTotal("Monthly fee, May 2026", 1, Money(2_00, "USD")),),
        fees_this_year=Money(10_00, "USD"),
        entries_covered=len(stated),
        notice=error_notice(bank),
    )


def _stated() -> list[StatementLine]:
    first = StatementLine(
        "", date(2026, 5, 2), date(2026, 5, 2), "", "", "", BALANCE.held, BALANCE.held
    )
    return [
        replace(
            first,
            id=f"txn_{number:032x}-1",
            effective_on=first.effective_on + timedelta(days=number * 7),
            posted_on=first.posted_on + timedelta(days=number * 7),
            kind=kind,
            description=description,
            counterparty=counterparty,
            signed=Money(minor, "USD"),
        )
        for number, (kind, description, counterparty, minor) in enumerate(STATED)
    ]
