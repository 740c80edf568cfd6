"""Issue the statement of an account's month, once, and every earlier one that is still missing."""

from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.history import tally
from app.banking.statements.content import StatementContent, content_hash, write_body
from app.banking.statements.lines import fee_totals, lines_to_print
from app.banking.statements.notices import error_notice
from app.banking.statements.parties import (
    StatedAccount,
    customer_words,
    letterhead,
    lock_account,
    seal_words,
)
from app.banking.statements.queries import LastStatement, last_statement, statement_of
from app.banking.statements.rules import (
    check_month,
    month_after,
    month_of,
    period_of,
    whole_month,
    with_running,
)
from app.banking.statements.tables import StatementRow
from app.kernel.actor import Actor
from app.kernel.ids import AccountId, StatementId, new_id
from app.kernel.money import total, zero
from app.storage.scope import current_scope


def issue_statement(
    db: Session, *, account_id: AccountId, month_on: date, actor: Actor, now: datetime
) -> StatementId:
    """The statement of the month; asking twice gives the first.

    A chain has no gaps: earlier months without a statement are issued first, so that every
    statement opens where the one before it closed. Raises NotFound, and Refused for a month that
    is not over or in which the account was not open.
    """
    account = lock_account(db, account_id)
    if first := statement_of(db, account_id, month_on):
        return first
    check_month(month_on, opened_on=account.opened_on, closed_on=account.closed_on, now=now)
    last = last_statement(db, account_id)
    month = month_after(last.month_on) if last else month_of(account.opened_on)
    while month <= month_on:
        content = _cut(db, account, month, last)
        last = _keep(db, account, content, actor=actor, now=now)
        month = month_after(month)
    assert last is not None  # noqa: S101 -- check_month saw to it that at least one was cut
    return last.id


def _cut(
    db: Session, account: StatedAccount, month_on: date, last: LastStatement | None
) -> StatementContent:
    """What the statement says, read from the ledger."""
    month = whole_month(month_on)
    period = period_of(month_on, opened_on=account.opened_on, closed_on=account.closed_on)
    opening = last.closing if last else zero(account.currency)
    lines = with_running(opening, lines_to_print(db, account, month, last))
    fees = fee_totals(lines)
    brand, bank = letterhead(db)
    same_year = last and last.month_on.year == month_on.year
    before = last.fees_this_year if last and same_year else zero(account.currency)
    return StatementContent(
        month_on=month_on,
        first=period.first,
        last=period.last,
        days=period.days,
        brand=brand,
        bank=bank,
        customer=customer_words(db, account.customer_id),
        account=account.words,
        opening=opening,
        closing=lines[-1].running if lines else opening,
        lines=lines,
        fees=fees,
        fees_this_year=total((fee.amount for fee in fees), account.currency) + before,
        entries_covered=(last.entries_covered if last else 0) + len(lines),
        notice=error_notice(bank),
        seal=seal_words(db),
    )


def _keep(
    db: Session, account: StatedAccount, content: StatementContent, *, actor: Actor, now: datetime
) -> LastStatement:
    _check_against_ledger(db, account, content)
    statement_id = StatementId(new_id(now))
    body = write_body(content)
    db.execute(
        insert(StatementRow).values(
            partner_id=current_scope(db).partner_id,
            id=statement_id,
            customer_id=account.customer_id,
            account_id=account.id,
            month_on=content.month_on,
            opening_minor=content.opening.minor,
            closing_minor=content.closing.minor,
            currency=account.currency,
            body=body,
            sha256=content_hash(body),
            issued_at=now,
        )
    )
    record(
        db,
        actor,
        "statement.issued",
        subject=("statement", statement_id),
        now=now,
        customer_id=account.customer_id,
        account_id=str(account.id),
        month_on=content.month_on.isoformat(),
    )
    return LastStatement(
        id=statement_id,
        month_on=content.month_on,
        closing=content.closing,
        entries_covered=content.entries_covered,
        fees_this_year=content.fees_this_year,
    )


def _check_against_ledger(db: Session, account: StatedAccount, content: StatementContent) -> None:
    """Stop at once rather than issue a statement that differs from the books."""
    booked = tally(db, account.ledger_account_id, last=whole_month(content.month_on).last)
    # More entries than were printed: one came this very moment, and the next statement has it.
    is_whole = booked.entries == content.entries_covered
    if not content.adds_up or (is_whole and booked.amount != content.closing):
        raise RuntimeError(f"the statement of account {account.id} does not agree with the ledger")
