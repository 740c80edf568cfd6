"""What a statement's PDF shows and carries, from the statement as it was issued."""

import re

from app.banking.statements.content import StatementContent
from app.banking.statements.queries import StatementDetail
from app.kernel.ids import shown
from reports.layout.letter import fill, letter_assets
from reports.render import Document, Enclosure, render_pdf
from reports.statement.table import statement_csv

TEMPLATE = "statement/template.html"
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
FINGERPRINT_LENGTH = 12


def statement_pdf(statement: StatementDetail, *, is_sandbox: bool) -> bytes:
    """The PDF/A of a statement, with its data inside as JSON and CSV."""
    return render_pdf(statement_document(statement, is_sandbox=is_sandbox))


def statement_document(statement: StatementDetail, *, is_sandbox: bool) -> Document:
    content = statement.content
    html = fill(
        TEMPLATE,
        brand_theme=content.brand.theme,
        brand=content.brand,
        statement=content,
        statement_id=shown("statement", statement.id),
        fingerprint=statement.sha256[:FINGERPRINT_LENGTH],
        made_at=statement.issued_at,
        is_sandbox=is_sandbox,
    )
    return Document(
        html=html,
        made_at=statement.issued_at,
        identifier=bytes.fromhex(statement.sha256),
        assets=letter_assets(content.brand.theme),
        enclosures=(
            Enclosure("statement.json", "The statement as data", statement.body),
            Enclosure("statement.csv", "The entries as a table", statement_csv(content)),
        ),
    )


def statement_file_name(content: StatementContent, suffix: str) -> str:
    """`harbor-statement-2026-03-0012.pdf`: plain letters, whatever the brand is called."""
    brand = NOT_A_WORD.sub("-", content.brand.name.lower()).strip("-") or "account"
    last_digits = re.sub(r"[^0-9]", "", content.account.masked_number)
    return f"{brand}-statement-{content.month_on:%Y-%m}-{last_digits}.{suffix}"
