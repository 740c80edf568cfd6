"""What a statement's file is called: plain letters, whatever people are called."""

import re

from app.banking.statements.content import StatementContent

NOT_A_WORD = re.compile(r"[^a-z0-9]+")
NOT_A_DIGIT = re.compile(r"[^0-9]")


def statement_file_name(content: StatementContent, suffix: str) -> str:
    """`harbor-statement-2026-03-0012.pdf`."""
    brand = NOT_A_WORD.sub("-", content.brand.name.lower()).strip("-") or "account"
    last_digits = NOT_A_DIGIT.sub("", content.account.masked_number)
    return f"{brand}-statement-{content.month_on:%Y-%m}-{last_digits}.{suffix}"
