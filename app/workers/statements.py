"""Months that are over: fees are charged, statements issued in batches, PDFs rendered on demand."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.statements.actions.charge_monthly_fee import charge_monthly_fee
from app.banking.statements.actions.issue_statement import issue_statement
from app.banking.statements.actions.keep_document import keep_document
from app.banking.statements.actions.plan_month import plan_month
from app.banking.statements.queries import StatementDetail, has_document, statement_detail
from app.config import Config
from app.kernel.actor import OPERATOR, SCHEDULE
from app.kernel.errors import NotFound
from app.kernel.ids import AccountId, PartnerId, StatementId, read_shown
from app.kernel.languages import ENGLISH, speaking
from app.storage import crypto
from app.storage.clock import business_now
from app.storage.session import clock_reading, connect, partner_work
from app.workers.installed import installed
from app.workers.registry import Job, handler
from reports.catalog import CATALOG
from reports.layout.letterhead import Letterhead, letterhead_of
from tenants.resolve import partner_refs
from themes.resolve import brand_named


def issue(config: Config, *, account: str, month: str, form: str, out: Path) -> None:
    """What `guildhall statement` does: issue the month if it is not yet, and write it as a file.

    Raises NotFound, and Refused for a month that is not over.
    """
    connect(config)
    crypto.use_keys(config)
    account_id = read_shown("account", account)
    if account_id is None:
        raise NotFound("account")
    month_on = date.fromisoformat(f"{month}-01")
    with clock_reading() as db:
        now, brands = business_now(db), [ref.id for ref in partner_refs(db) if not ref.is_house]
    for partner_id in brands:
        with suppress(NotFound), partner_work(partner_id) as db:
            statement = _issued(db, AccountId(account_id), month_on, now)
            paper = _paper(db, partner_id, statement)
            out.write_bytes(CATALOG["statement"][form].make(statement, paper, config.is_sandbox))
            return
    raise NotFound("account")


def _issued(db: Session, account_id: AccountId, month_on: date, now: datetime) -> StatementDetail:
    statement_id = issue_statement(
        db, account_id=account_id, month_on=month_on, actor=OPERATOR, now=now
    )
    return statement_detail(db, statement_id)


@handler("fees.charge", queue="reports")
def plan_fees(job: Job) -> None:
    """The first of the month: every account of the brand, in batches."""
    plan_month(job.db, month_on=_month(job), now=job.now, kind="fee.charge")


@handler("statements.issue", queue="reports")
def plan_statements(job: Job) -> None:
    """Some hours later: the statements."""
    plan_month(job.db, month_on=_month(job), now=job.now)


@handler("fee.charge", queue="reports")
def charge_fees(job: Job) -> None:
    for account_id in _accounts(job):
        _charge(job, account_id)


@handler("statement.issue", queue="reports")
def issue_statements(job: Job) -> None:
    """A fee that is still owed is charged first: after the statement it would come too late."""
    for account_id in _accounts(job):
        _charge(job, account_id)
        issue_statement(
            job.db, account_id=account_id, month_on=_month(job), actor=SCHEDULE, now=job.now
        )


@handler("statement.render", queue="reports")
def render_statement(job: Job) -> None:
    """Somebody asked for a PDF; once there, it is not made again."""
    statement_id = StatementId(UUID(job.payload["statement_id"]))
    with speaking(job.payload.get("language", ENGLISH)):
        if has_document(job.db, statement_id):
            return
        statement = statement_detail(job.db, statement_id)
        paper = _paper(job.db, job.partner_id, statement)
        content = CATALOG["statement"]["pdf"].make(statement, paper, installed().is_sandbox)
        keep_document(
            job.db, statement_id=statement_id, content=content, actor=SCHEDULE, now=job.now
        )


def _paper(db: Session, partner_id: PartnerId, statement: StatementDetail) -> Letterhead:
    """As the brand looked when the statement was issued."""
    look = brand_named(db, partner_id, statement.content.brand.theme)
    return letterhead_of(db, partner_id, look)


def _charge(job: Job, account_id: AccountId) -> None:
    charge_monthly_fee(
        job.db, account_id=account_id, month_on=_month(job), actor=SCHEDULE, now=job.now
    )


def _month(job: Job) -> date:
    return date.fromisoformat(job.payload["month_on"])


def _accounts(job: Job) -> Iterator[AccountId]:
    """The accounts of a batch, telling how far it has come."""
    ids = job.payload["accounts"].split()
    for done, text in enumerate(ids):
        job.progress(done, len(ids))
        yield AccountId(UUID(text))
