"""Typed ids: time-ordered UUIDs inside, prefixed text wherever a person sees them."""

from datetime import datetime
from typing import NewType
from uuid import UUID

import uuid_utils

BankId = NewType("BankId", UUID)
PartnerId = NewType("PartnerId", UUID)
ProgramId = NewType("ProgramId", UUID)
ProductId = NewType("ProductId", UUID)
CustomerId = NewType("CustomerId", UUID)
ApplicationId = NewType("ApplicationId", UUID)
AccountId = NewType("AccountId", UUID)
LedgerAccountId = NewType("LedgerAccountId", UUID)
TransactionId = NewType("TransactionId", UUID)
HoldId = NewType("HoldId", UUID)
AdjustmentId = NewType("AdjustmentId", UUID)
PaymentId = NewType("PaymentId", UUID)
CounterpartyId = NewType("CounterpartyId", UUID)
StatementId = NewType("StatementId", UUID)
FileId = NewType("FileId", UUID)
LoginId = NewType("LoginId", UUID)
SessionId = NewType("SessionId", UUID)
PasskeyId = NewType("PasskeyId", UUID)
DraftId = NewType("DraftId", UUID)
IdentityProviderId = NewType("IdentityProviderId", UUID)
NetworkId = NewType("NetworkId", UUID)
SupportId = NewType("SupportId", UUID)
WorkId = NewType("WorkId", UUID)
BreakId = NewType("BreakId", UUID)
MailId = NewType("MailId", UUID)
ApprovalId = NewType("ApprovalId", UUID)
RuleId = NewType("RuleId", UUID)
SavedViewId = NewType("SavedViewId", UUID)
ExportId = NewType("ExportId", UUID)
BatchId = NewType("BatchId", UUID)
BrandVersionId = NewType("BrandVersionId", UUID)
NoteId = NewType("NoteId", UUID)
ThreadId = NewType("ThreadId", UUID)
MessageId = NewType("MessageId", UUID)

PREFIXES = {
    "audit_record": "rec",
    "bank": "bank",
    "partner": "ptnr",
    "program": "prog",
    "product": "prod",
    "customer": "cust",
    "application": "appl",
    "account": "acct",
    "ledger_account": "ldgr",
    "transaction": "txn",
    "hold": "hold",
    "adjustment": "adj",
    "payment": "pay",
    "counterparty": "cpty",
    "statement": "stmt",
    "file": "file",
    "login": "login",
    "session": "sess",
    "passkey": "pkey",
    "draft": "draft",
    "identity_provider": "idp",
    "network": "net",
    "support": "supp",
    "break": "brk",
    "mail": "mail",
    "approval": "apvl",
    "approval_rule": "rule",
    "saved_view": "view",
    "export": "exp",
    "batch": "batch",
    "brand_version": "brnd",
    "note": "note",
    "thread": "thrd",
}
HEX_DIGITS = 32
# What RFC 9562 leaves open after the millisecond holds its fraction: two ids of one millisecond
# sort as well.
FRACTIONS = 4096
FRACTION_PLACE = 64
MILLISECOND_PLACE = 80  # a version 7 id begins with the milliseconds since 1970 (RFC 9562, 5.7)
FRACTION_BITS = (FRACTIONS - 1) << FRACTION_PLACE


def new_id(now: datetime) -> UUID:
    """A fresh UUIDv7 that sorts by `now` (business time), so history made late sorts rightly."""
    since_1970 = int(now.timestamp()) * 1_000_000 + now.microsecond
    random = uuid_utils.uuid7(nanoseconds=since_1970 * 1_000).int
    within = now.microsecond % 1_000 * FRACTIONS // 1_000
    return UUID(int=random & ~FRACTION_BITS | within << FRACTION_PLACE)


def first_id(moment: datetime) -> UUID:
    """The lowest id that something made at this moment can have."""
    return UUID(int=int(moment.timestamp() * 1000) << MILLISECOND_PLACE)


def shown(kind: str, value: UUID) -> str:
    """The public spelling of an id: `acct_018f…`; kind is a key of PREFIXES."""
    return f"{PREFIXES[kind]}_{value.hex}"


def read_shown(kind: str, text: str) -> UUID | None:
    """The id behind its public spelling, or None when the text is anything else."""
    prefix, _, digits = text.partition("_")
    if prefix != PREFIXES[kind] or len(digits) != HEX_DIGITS or digits != digits.lower():
        return None
    try:
        return UUID(hex=digits)
    except ValueError:
        return None


def read_any(text: str) -> UUID | None:
    """The id behind any spelling that pages show, or behind the plain one."""
    prefix, _, digits = text.lower().partition("_")
    is_shown = prefix in PREFIXES.values()
    try:
        return UUID(digits if is_shown else text)
    except ValueError:
        return None
