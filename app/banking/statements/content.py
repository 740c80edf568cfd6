"""What a statement says, as frozen values and as canonical JSON; both ways, without loss."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.kernel.money import Money, total

VERSION = 2  # bodies of version 1 have no seal


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry as the account's owner reads it; `fee` says which kind, if it is one.

    A late one counts for a month whose statement was out when it was posted.
    """

    id: str
    effective_on: date
    posted_on: date
    kind: str
    description: str
    counterparty: str
    signed: Money
    running: Money
    fee: str = ""
    is_late: bool = False

    @property
    def debit(self) -> Money | None:
        return -self.signed if self.signed.is_negative else None

    @property
    def credit(self) -> Money | None:
        return None if self.signed.is_negative else self.signed


@dataclass(frozen=True, slots=True)
class BrandWords:
    """The brand as it was called when the statement was issued."""

    name: str
    legal_name: str
    theme: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class BankWords:
    """The bank that holds the money, and where it takes questions."""

    name: str
    legal_name: str
    address: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class CustomerWords:
    """Whom the statement is addressed to."""

    name: str
    street: str
    city: str
    state: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class AccountWords:
    """The account, its number masked: a statement is mailed, printed and left on tables."""

    name: str
    routing_number: str
    masked_number: str


@dataclass(frozen=True, slots=True)
class FeeTotal:
    """One kind of fee in the period."""

    label: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Notice:
    """A text the law asks for."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealWords:
    """The newest root of the ledger that its bank held when the statement was issued.

    On paper it pins down every transaction sealed before, whoever holds the key.
    """

    on: date
    block: int
    hash: str


@dataclass(frozen=True, slots=True)
class StatementContent:
    """A whole statement; `entries_covered` counts every entry printed so far, this one's too."""

    month_on: date
    first: date
    last: date
    days: int
    brand: BrandWords
    bank: BankWords
    customer: CustomerWords
    account: AccountWords
    opening: Money
    closing: Money
    lines: tuple[StatementLine, ...]
    fees: tuple[FeeTotal, ...]
    fees_this_year: Money
    entries_covered: int
    notice: Notice
    seal: SealWords | None = None

    @property
    def money_in(self) -> Money:
        return total((line.credit for line in self.lines if line.credit), self.opening.currency)

    @property
    def money_out(self) -> Money:
        return total((line.debit for line in self.lines if line.debit), self.opening.currency)

    @property
    def fees_total(self) -> Money:
        return total((fee.amount for fee in self.fees), self.opening.currency)

    @property
    def adds_up(self) -> bool:
        return self.opening + self.money_in - self.money_out == self.closing


def canonical(body: dict[str, Any]) -> bytes:
    """The one spelling of a body: sorted keys, no spaces, UTF-8; its sha256 names the statement."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def content_hash(body: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()


def write_body(content: StatementContent) -> dict[str, Any]:
    """The content as plain JSON: ISO days, minor units beside one currency."""
    return {
        "version": VERSION,
        "month_on": content.month_on.isoformat(),
        "first_on": content.first.isoformat(),
        "last_on": content.last.isoformat(),
        "days": content.days,
        "brand": asdict(content.brand),
        "bank": asdict(content.bank),
        "customer": asdict(content.customer),
        "account": asdict(content.account),
        "currency": content.opening.currency,
        "opening_minor": content.opening.minor,
        "closing_minor": content.closing.minor,
        "lines": [_write_line(line) for line in content.lines],
        "fees": [
            {"label": fee.label, "count": fee.count, "amount_minor": fee.amount.minor}
            for fee in content.fees
        ],
        "fees_this_year_minor": content.fees_this_year.minor,
        "entries_covered": content.entries_covered,
        "notice": {"title": content.notice.title, "paragraphs": list(content.notice.paragraphs)},
        "seal": _write_seal(content.seal) if content.seal else None,
    }


def read_body(body: dict[str, Any]) -> StatementContent:
    """The content again, from the stored body."""
    currency = body["currency"]
    return StatementContent(
        month_on=date.fromisoformat(body["month_on"]),
        first=date.fromisoformat(body["first_on"]),
        last=date.fromisoformat(body["last_on"]),
        days=body["days"],
        brand=BrandWords(**body["brand"]),
        bank=BankWords(**body["bank"]),
        customer=CustomerWords(**body["customer"]),
        account=AccountWords(**body["account"]),
        opening=Money(body["opening_minor"], currency),
        closing=Money(body["closing_minor"], currency),
        lines=tuple(_read_line(line, currency) for line in body["lines"]),
        fees=tuple(
            FeeTotal(fee["label"], fee["count"], Money(fee["amount_minor"], currency))
            for fee in body["fees"]
        ),
        fees_this_year=Money(body["fees_this_year_minor"], currency),
        entries_covered=body["entries_covered"],
        notice=Notice(body["notice"]["title"], tuple(body["notice"]["paragraphs"])),
        seal=_read_seal(body["seal"]) if body.get("seal") else None,
    )


def _write_seal(seal: SealWords) -> dict[str, Any]:
    return {"on": seal.on.isoformat(), "block": seal.block, "hash": seal.hash}


def _read_seal(seal: dict[str, Any]) -> SealWords:
    return SealWords(date.fromisoformat(seal["on"]), seal["block"], seal["hash"])


def _write_line(line: StatementLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "effective_on": line.effective_on.isoformat(),
        "posted_on": line.posted_on.isoformat(),
        "kind": line.kind,
        "description": line.description,
        "counterparty": line.counterparty,
        "signed_minor": line.signed.minor,
        "running_minor": line.running.minor,
        "fee": line.fee,
        "is_late": line.is_late,
    }


def _read_line(line: dict[str, Any], currency: str) -> StatementLine:
    return StatementLine(
        id=line["id"],
        effective_on=date.fromisoformat(line["effective_on"]),
        posted_on=date.fromisoformat(line["posted_on"]),
        kind=line["kind"],
        description=line["description"],
        counterparty=line["counterparty"],
        signed=Money(line["signed_minor"], currency),
        running=Money(line["running_minor"], currency),
        fee=line["fee"],
        is_late=line["is_late"],
    )
