"""What every action sends is prepared, nothing else is, and a refusal leaves nothing behind."""

from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.accounts.queries import accounts_of
from app.banking.audit.actions.record import record
from app.kernel.actor import OPERATOR
from app.kernel.errors import Refused
from app.storage.hot import send
from app.storage.session import customer_work, partner_work
from tests.world import World

PREPARED = text("select statement from pg_prepared_statements order by name")
FAILS = text("select cast(:words as integer)")


def prepared(db: Session) -> list[str]:
    return list(db.scalars(PREPARED))


def test_a_record_is_prepared_once_and_a_list_never(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        kept = list[list[str]]()
        for _ in range(4):
            subject = ("partner", harbor.partner_id)
            record(db, OPERATOR, "partner.provisioned", subject=subject, now=harbor.now)
            accounts_of(db, harbor.ada.customer_id)
            kept.append(prepared(db))
    assert any("INSERT INTO audit_record" in statement for statement in kept[-1])
    assert kept[-1] == kept[1], "the second time prepares it, and no other does"
    assert not [statement for statement in kept[-1] if "FROM account" in statement]


def test_what_fails_is_not_kept_by_the_server(harbor: World) -> None:
    with partner_work(harbor.partner_id) as db:
        before = prepared(db)
        for _ in range(3):
            with pytest.raises(Exception, match="invalid input"), db.begin_nested():
                send(db, FAILS, {"words": "none"})
        assert set(prepared(db)) <= set(before)


def test_money_that_is_refused_and_moved_by_turns_leaves_few(harbor: World) -> None:
    harbor.ada.is_given("50.00")
    for _ in range(4):
        with suppress(Refused):
            harbor.ada.sends_to(harbor.grace, "500.00")
        harbor.ada.sends_to(harbor.grace, "1.00")
    with customer_work(harbor.partner_id, harbor.ada.customer_id) as db:
        assert sum("guildhall.post(" in statement for statement in prepared(db)) <= 4
