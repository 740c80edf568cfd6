"""The first of the month, done by workers: fees, then statements, each once; PDFs on demand."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from app.banking.events.actions.publish import publish
from app.banking.events.leases import Only
from app.banking.statements.actions.plan_month import plan_month
from app.banking.statements.actions.request_document import request_document
from app.banking.statements.queries import statement_document, statement_page
from app.banking.statements.tables import StatementDocumentRow
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import AccountId, new_id, shown
from app.kernel.money import Money
from app.storage.session import customer_work, partner_work
from app.workers.installed import install
from app.workers.run import Drained, drain
from app.workers.statements import issue
from tests.world import World

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def worked(harbor: World) -> World:
    install(harbor.config)
    return harbor


def works(world: World) -> Drained:
    kinds = ("fees.charge", "fee.charge", "statements.issue", "statement.issue", "statement.render")
    return drain(world.now, only=Only(kinds=kinds, partners=[world.partner_id]))


def test_the_first_of_the_month_brings_fees_and_statements(worked: World) -> None:
    ada, grace = worked.ada, worked.grace
    worked.month_ends()
    worked.books(ada, "100.00", "Payroll")
    worked.books(grace, "2.00", "A gift")
    worked.month_ends()
    with partner_work(worked.partner_id) as db:
        for kind in ("fees.charge", "statements.issue"):
            publish(db, kind, key="2026-05-01", now=worked.now, month_on=APRIL.isoformat())

    assert not works(worked).troubled

    assert worked.stated(ada, APRIL).closing == Money(97_00, "USD")
    assert worked.stated(grace, APRIL).closing == Money(0, "USD")
    with partner_work(worked.partner_id) as db:
        assert len(statement_page(db).lines) == 4  # March and April of both


def test_work_done_twice_is_done_once(worked: World) -> None:
    ada = worked.ada
    worked.month_ends()
    worked.books(ada, "100.00", "Payroll")
    worked.month_ends()
    for attempt in ("first", "again"):
        with partner_work(worked.partner_id) as db:
            plan_month(db, month_on=APRIL, now=worked.now)
            publish(
                db,
                "statement.issue",
                key=attempt,
                now=worked.now,
                month_on=APRIL.isoformat(),
                accounts=str(ada.account_id),
            )
        assert not works(worked).troubled

    assert ada.balance.current == Money(97_00, "USD")
    with partner_work(worked.partner_id) as db:
        assert len(statement_page(db).lines) == 2


def test_a_customer_asks_for_a_pdf_and_it_is_kept(worked: World) -> None:
    ada = worked.ada
    worked.books(ada, "100.00", "Payroll")
    worked.month_ends()
    statement_id = worked.issues(ada, MARCH)
    for _ in range(2):
        with customer_work(worked.partner_id, ada.customer_id) as db:
            request_document(db, statement_id=statement_id, actor=ada.actor, now=worked.now)
        assert not works(worked).troubled

    with customer_work(worked.partner_id, ada.customer_id) as db:
        document = statement_document(db, statement_id)
    assert document
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(document.content)).pages)
    assert "Payroll" in text
    assert "60 days" in text
    with partner_work(worked.partner_id) as db:
        assert db.scalar(select(func.count()).select_from(StatementDocumentRow)) == 1
    with customer_work(worked.partner_id, worked.grace.customer_id) as db:
        assert statement_document(db, statement_id) is None


@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_an_operator_writes_a_statement_as_a_file(worked: World, tmp_path: Path, form: str) -> None:
    ada, out = worked.ada, tmp_path / f"statement.{form}"
    worked.books(ada, "100.00", "Payroll")
    account = shown("account", ada.account_id)

    issue(worked.config, account=account, month="2026-03", form=form, out=out)

    assert out.read_bytes().startswith(b"%PDF" if form == "pdf" else b"entry_id,")
    with partner_work(worked.partner_id) as db:
        assert [line.month_on for line in statement_page(db).lines] == [MARCH]


def test_an_operator_learns_why_there_is_none(worked: World, tmp_path: Path) -> None:
    out = tmp_path / "statement.pdf"
    account = shown("account", worked.ada.account_id)
    with pytest.raises(Refused, match="not open in January 2025"):
        issue(worked.config, account=account, month="2025-01", form="pdf", out=out)
    for unknown in ("acct_x", shown("account", AccountId(new_id(worked.now)))):
        with pytest.raises(NotFound):
            issue(worked.config, account=unknown, month="2026-03", form="pdf", out=out)
    assert not out.exists()
