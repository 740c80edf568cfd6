"""Statements made up without a database, for tests of how they look on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.banking.statements.content import (
    AccountWords,
    BankWords,
    BrandWords,
    CustomerWords,
    FeeTotal,
    SealWords,
    StatementContent,
    StatementLine,
    canonical,
    content_hash,
    write_body,
)
from app.banking.statements.notices import error_notice
from app.banking.statements.queries import StatementDetail
from app.banking.statements.rules import with_running
from app.kernel.ids import AccountId, CustomerId, StatementId, new_id
from app.kernel.money import Money, zero

ISSUED_AT = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
OPENING = Money(1_204_17, "USD")
WORDS = (
    ("ACH deposit", "PAYROLL CORNER MARKET", "Corner Market LLC", 212_089),
    ("ACH payment", "Rent, March", "Maple Street Apartments", -145_000),
    ("Transfer", "For the tickets", "Grace Lindqvist", -4_250),
    ("ACH payment", "Electricity", "Blue Ridge Utilities", -8_412),
)
BANK = BankWords(
    name="Cedar Bank",
    legal_name="Cedar Bank, N.A.",
    address="1 Quarry Street, Cedar Falls, IA 50613",
    email="disputes@cedar.example",
    phone="(319) 555-0142",
)


def made_up_lines(count: int) -> list[StatementLine]:
    lines = []
    for number in range(count):
        kind, description, counterparty, minor = WORDS[number % len(WORDS)]
        day = date(2026, 3, 1) + timedelta(days=number * 30 // max(count, 1))
        lines.append(
            StatementLine(
                id=f"txn_{number:032x}-1",
                effective_on=day,
                posted_on=day,
                kind=kind,
                description=description,
                counterparty=counterparty,
                signed=Money(minor, "USD"),
                running=zero("USD"),
            )
        )
    return lines


def made_up_content(lines: list[StatementLine], *, theme: str = "harbor") -> StatementContent:
    stated = with_running(OPENING, lines)
    return StatementContent(
        month_on=date(2026, 3, 1),
        first=date(2026, 3, 1),
        last=date(2026, 3, 31),
        days=31,
        brand=BrandWords(
            theme.title(),
            f"{theme.title()} Financial, Inc.",
            theme,
            f"help@{theme}.example",
            "(800) 555-0117",
        ),
        bank=BANK,
        customer=CustomerWords("Ada Okafor", "12 Analytical Way", "Portland", "OR", "97201"),
        account=AccountWords("Everyday checking", "021000021", "••••0012"),
        opening=OPENING,
        closing=stated[-1].running if stated else OPENING,
        lines=stated,
        fees=(FeeTotal("Monthly fee, March 2026", 1, Money(300, "USD")),),
        fees_this_year=Money(900, "USD"),
        entries_covered=len(stated),
        notice=error_notice(BANK),
    )


def made_up_statement(content: StatementContent) -> StatementDetail:
    body = write_body(content)
    return StatementDetail(
        id=StatementId(new_id(ISSUED_AT)),
        customer_id=CustomerId(new_id(ISSUED_AT)),
        account_id=AccountId(new_id(ISSUED_AT)),
        content=content,
        body=canonical(body),
        sha256=content_hash(body),
        issued_at=ISSUED_AT,
    )


def sealed(content: StatementContent) -> StatementContent:
    """The same statement, bearing a root of the ledger."""
    return replace(content, seal=SealWords(date(2026, 3, 31), 412, "9f3a60c7" * 8))


def called(content: StatementContent, name: str) -> StatementContent:
    """The same statement, addressed to somebody else."""
    return replace(content, customer=replace(content.customer, name=name))


def with_words(content: StatementContent, place: str, words: str) -> StatementContent:
    """The same statement with somebody's words in one place: of every line, or of the owner."""
    if place in ("name", "street"):
        return replace(content, customer=replace(content.customer, **{place: words}))
    return replace(content, lines=tuple(replace(line, **{place: words}) for line in content.lines))
