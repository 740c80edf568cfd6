"""Payments and files as a search finds them: by id, trace, amount, counterparty or file name."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.banking.payments.tables import (
    PaymentRow,
    ReceivedEntryRow,
    ReceivedFileRow,
    ReceivedShareRow,
)
from app.storage.finding import NAMES_READ_MAX, OF_A_KIND_MAX, things
from app.storage.words import BEYOND

PAYMENT, FILE = "payment", "file"
USD = "USD"
RETURNS_TOLD_MAX = 3


def payments_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _payments(is_exact=True).where(PaymentRow.id.in_(ids))


def payments_by_trace(trace: str) -> Select[Any]:
    return _payments(is_exact=True).where(PaymentRow.trace_number == trace)


def payments_by_amount(minor: int) -> Select[Any]:
    """Whatever the direction, the newest first."""
    row = PaymentRow
    found = _payments(is_exact=False).where(row.currency == USD, row.amount_minor == minor)
    return found.order_by(row.id.desc())


def payments_by_name(name: str) -> Select[Any]:
    """The newest of the first to or from whoever's name begins like this.

    Names of other banks' customers come in capitals as often as not; a range is of one spelling.
    """
    row, spelled = PaymentRow, PaymentRow.counterparty_name.collate("C")
    ways = dict.fromkeys((name, name.title(), name.upper(), name.lower()))
    ranges = [and_(spelled >= way, spelled < way + BEYOND) for way in ways]
    first = select(row.id).where(or_(*ranges)).limit(NAMES_READ_MAX * OF_A_KIND_MAX).subquery()
    return (
        _payments(is_exact=False)
        .join(first, first.c.id == row.id)
        .order_by(row.created_at.desc(), row.id.desc())
    )


def own_payments(
    ids: tuple[UUID, ...], minor: int | None, trace: str, words: tuple[str, ...]
) -> Select[Any] | None:
    """A customer's own, newest first; the index of their payments bounds what is looked through."""
    row = PaymentRow
    if ids or trace:
        known = row.id.in_(ids) if ids else row.trace_number == trace
        return _payments(is_exact=True).where(known)
    either: list[ColumnElement[bool]] = [] if minor is None else [row.amount_minor == minor]
    if words:
        either.append(
            and_(
                *(
                    row.counterparty_name.icontains(word, autoescape=True)
                    | row.description.icontains(word, autoescape=True)
                    for word in words
                )
            )
        )
    if not either:
        return None
    found = _payments(is_exact=False).where(or_(*either))
    return found.order_by(row.created_at.desc(), row.id.desc())


def payments_of_customer(customer_id: UUID, *, limit: int) -> Select[Any]:
    return _payments_of(PaymentRow.customer_id == customer_id, limit=limit)


def payments_of_account(account_id: UUID, *, limit: int) -> Select[Any]:
    return _payments_of(PaymentRow.account_id == account_id, limit=limit)


def payments_returned(since: date) -> Select[Any]:
    """What came back lately, the latest first."""
    row = PaymentRow
    back = _payments(is_exact=False).where(row.status == "returned", row.returned_on >= since)
    return back.order_by(row.returned_on.desc(), row.id.desc()).limit(RETURNS_TOLD_MAX)


def files_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _files(is_exact=True).where(ReceivedFileRow.id.in_(ids))


def files_by_name(name: str) -> Select[Any]:
    """A bank's own files, of which there are some a day: whatever part of the name is known."""
    row = ReceivedFileRow
    found = _files(is_exact=row.name.ilike(_literally(name), escape="\\"))
    return found.where(row.name.icontains(name, autoescape=True)).order_by(row.received_at.desc())


def received_in(file_id: UUID) -> Select[UUID]:
    """The payments that a file brought, for what was posted of them."""
    return select(PaymentRow.id).where(PaymentRow.file_id == file_id)


def sent_with(trace: str) -> Select[UUID]:
    """The payments that went out, or came, with this trace number."""
    return select(PaymentRow.id).where(PaymentRow.trace_number == trace)


def files_of_partner(partner_id: UUID, *, limit: int) -> Select[Any]:
    """The newest that a partner has a share in."""
    row, share = ReceivedFileRow, ReceivedShareRow
    own = select(share.file_id).where(share.partner_id == partner_id)
    newest = _files(is_exact=False).where(row.id.in_(own))
    return newest.order_by(row.received_at.desc(), row.id.desc()).limit(limit)


def files_by_trace(trace: str) -> Select[Any]:
    row, entry = ReceivedFileRow, ReceivedEntryRow
    holding = select(entry.file_id).where(entry.trace_number == trace).limit(OF_A_KIND_MAX)
    return _files(is_exact=True).where(row.id.in_(holding))


def _payments(*, is_exact: bool) -> Select[Any]:
    row = PaymentRow
    return things(
        PAYMENT,
        row,
        title=row.counterparty_name,
        note=row.direction,
        status=row.status,
        money=(row.amount_minor, row.currency),
        at=row.created_at,
        is_exact=is_exact,
    )


def _payments_of(of: ColumnElement[bool], *, limit: int) -> Select[Any]:
    """The newest of a customer or of an account: an index has each in this order."""
    row = PaymentRow
    newest = _payments(is_exact=False).where(of)
    return newest.order_by(row.created_at.desc(), row.id.desc()).limit(limit)


def _files(*, is_exact: ColumnElement[bool] | bool) -> Select[Any]:
    row = ReceivedFileRow
    return things(
        FILE,
        row,
        title=row.name,
        status=row.status,
        money=(row.credit_minor + row.debit_minor, USD),
        at=row.received_at,
        is_exact=is_exact,
    )


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
