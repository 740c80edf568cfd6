"""Start a program: its chart of accounts, one product, limits, fees and consent texts."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.open_ledger_account import (
    LedgerAccountOrder,
    open_ledger_accounts,
)
from app.banking.ledger.queries import chart_code
from app.banking.ledger.rules import PROGRAM_CHART
from app.banking.products.tables import (
    ConsentTextRow,
    FeeRow,
    LimitRow,
    ProductRow,
    ProgramRow,
)
from app.kernel.actor import Actor
from app.kernel.ids import ProductId, ProgramId, new_id
from app.kernel.money import Money
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class LimitTerm:
    """A ceiling; period is payment, day, month or step_up; source says who set it."""

    rail: str
    period: str
    amount: Money
    source: str


@dataclass(frozen=True, slots=True)
class FeeTerm:
    """A line of the fee schedule; kind is monthly or ach_outgoing."""

    kind: str
    label: str
    amount: Money
    source: str


@dataclass(frozen=True, slots=True)
class ConsentTerm:
    """The exact words a customer agrees to."""

    kind: str
    version: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class ProgramOrder:
    """Everything a program starts with; terms count from `starts_on`."""

    name: str
    routing_number: str
    account_prefix: str
    fbo_account_number: str
    company_id: str
    company_name: str
    product_name: str
    product_kind: str
    product_summary: str
    starts_on: date
    currency: str = "USD"
    portal_idle_minutes: int = 30
    portal_session_hours: int = 12
    limits: tuple[LimitTerm, ...] = ()
    fees: tuple[FeeTerm, ...] = ()
    consents: tuple[ConsentTerm, ...] = ()


def open_program(
    db: Session, order: ProgramOrder, *, actor: Actor, now: datetime
) -> tuple[ProgramId, ProductId]:
    """Make the program and its first product; returns both ids."""
    owner = {"partner_id": current_scope(db).partner_id}
    program_id, product_id = ProgramId(new_id(now)), ProductId(new_id(now))
    db.execute(
        insert(ProgramRow).values(
            **owner,
            id=program_id,
            name=order.name,
            currency=order.currency,
            routing_number=order.routing_number,
            account_prefix=order.account_prefix,
            fbo_account_number=order.fbo_account_number,
            company_id=order.company_id,
            company_name=order.company_name,
            portal_idle_minutes=order.portal_idle_minutes,
            portal_session_hours=order.portal_session_hours,
        )
    )
    db.execute(
        insert(ProductRow).values(
            **owner,
            id=product_id,
            program_id=program_id,
            name=order.product_name,
            kind=order.product_kind,
            summary=order.product_summary,
            is_open=True,
        )
    )
    _open_chart(db, program_id, order.currency, now=now)
    _write_terms(db, order, program_id, product_id, now=now)
    record(db, actor, "program.opened", subject=("program", program_id), now=now)
    return program_id, product_id


def _open_chart(db: Session, program_id: ProgramId, currency: str, *, now: datetime) -> None:
    lines = [
        LedgerAccountOrder(
            code=chart_code(program_id, line.code),
            name=line.name,
            kind=line.kind,
            currency=currency,
            is_pooled=True,
            program_id=program_id,
        )
        for line in PROGRAM_CHART
    ]
    open_ledger_accounts(db, lines, now=now)


def _write_terms(
    db: Session,
    order: ProgramOrder,
    program_id: ProgramId,
    product_id: ProductId,
    *,
    now: datetime,
) -> None:
    """One statement for each kind of terms, however many there are."""
    owner = {"partner_id": current_scope(db).partner_id}
    dated = {**owner, "effective_from": order.starts_on}
    rows: dict[type[LimitRow | FeeRow | ConsentTextRow], list[dict[str, Any]]] = {
        LimitRow: [_limit(limit) | {"program_id": program_id} for limit in order.limits],
        FeeRow: [_fee(fee) | {"product_id": product_id} for fee in order.fees],
        ConsentTextRow: [_consent(consent) for consent in order.consents],
    }
    for table, terms in rows.items():
        if terms:
            db.execute(insert(table), [dated | {"id": new_id(now)} | each for each in terms])


def _limit(limit: LimitTerm) -> dict[str, Any]:
    return {
        "rail": limit.rail,
        "period": limit.period,
        "amount_minor": limit.amount.minor,
        "currency": limit.amount.currency,
        "source": limit.source,
    }


def _fee(fee: FeeTerm) -> dict[str, Any]:
    return {
        "kind": fee.kind,
        "label": fee.label,
        "amount_minor": fee.amount.minor,
        "currency": fee.amount.currency,
        "source": fee.source,
    }


def _consent(consent: ConsentTerm) -> dict[str, Any]:
    return {
        "kind": consent.kind,
        "version": consent.version,
        "title": consent.title,
        "body": consent.body,
        "sha256": hashlib.sha256(consent.body.encode()).hexdigest(),
    }
