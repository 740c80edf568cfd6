"""What a customer may want to know on coming in: a new statement, a payment that came back."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.banking.payments.finding import payments_returned
from app.banking.statements.finding import statements_issued
from app.storage.finding import Found, find

NEWS_FOR = timedelta(days=14)


def customer_today(db: Session, *, now: datetime) -> list[Found]:
    """Of the customer in scope, in one question: the newest of each, while it is news."""
    since = now - NEWS_FOR
    return find(db, [payments_returned(since.date()), statements_issued(since)])
