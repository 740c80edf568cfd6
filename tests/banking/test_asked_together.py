"""Questions asked in one statement are answered as each would be alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Interval, literal, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.banking.accounts.tables import AccountRow
from app.banking.audit.tables import AuditRow
from app.banking.customers.tables import CustomerRow
from app.config import Config
from app.storage.session import partner_work
from app.storage.together import Question, Rows, read, read_together
from tests.tenancy.one_wall import without_filters, without_policies
from tests.world import World


def whole(row: Any) -> Question[Rows]:
    """Every column of a table, the newest first: ids, days, moments, secrets, what is not there."""
    return Question(select(*row.__table__.c).order_by(row.id.desc()).limit(7), list)


def alike(db: Session, *questions: Question[Rows]) -> None:
    together = read_together(db, *questions)
    alone = [read(db, each) for each in questions]
    assert [[tuple(row) for row in rows] for rows in together] == [
        [tuple(row) for row in rows] for rows in alone
    ]
    assert [row.id for row in together[0]] == [row.id for row in alone[0]]


def test_each_answer_is_what_it_would_be_alone(harbor: World) -> None:
    harbor.ada.is_given("$40.00")
    harbor.ada.sends_ach("$3.00")
    with partner_work(harbor.partner_id) as db:
        alike(db, *(whole(row) for row in (AuditRow, CustomerRow, AccountRow, LoginRow)))


def test_nothing_found_is_nothing_and_one_alone_is_asked_as_it_is(harbor: World) -> None:
    none = Question(select(CustomerRow.id).where(CustomerRow.city == "nowhere"), list)
    with partner_work(harbor.partner_id) as db:
        assert read_together(db, none, none) == [[], []]
        assert read_together(db, none) == [[]]
        assert read_together(db) == []


def test_another_partners_rows_are_in_no_answer_by_either_wall(
    installation: Config, harbor: World
) -> None:
    """The code's filters see into each question, and so do the policies."""
    for other in (harbor, harbor.juniper):
        other.ada.is_given("$1.00")
    owners = Question(select(CustomerRow.partner_id).distinct(), lambda rows: {*rows})
    for wall in (without_filters(), without_policies(installation)):
        with wall, partner_work(harbor.partner_id) as db:
            assert read_together(db, owners, owners) == [{(harbor.partner_id,)}] * 2


def test_what_would_not_come_back_as_it_was_is_refused(harbor: World) -> None:
    span = Question(select(literal(timedelta(hours=1), Interval).label("span")), list)
    with partner_work(harbor.partner_id) as db, pytest.raises(KeyError):
        read_together(db, span, span)
