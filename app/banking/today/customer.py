"""What a customer may want to know on coming in: a new statement, a payment that came back."""

from datetime import datetime, timedelta

from app.banking.payments.finding import payments_returned
from app.banking.statements.finding import statements_issued
from app.storage.finding import Found, asking_to_find
from app.storage.together import Question

NEWS_FOR = timedelta(days=14)


def asking_today(now: datetime) -> Question[list[Found]]:
    """Of the customer in scope, in one question: the newest of each, while it is news."""
    since = now - NEWS_FOR
    return asking_to_find(payments_returned(since.date()), statements_issued(since))
