"""What a statement's PDF shows and carries, from the statement as it was issued."""

from app.banking.statements.queries import StatementDetail
from app.kernel.ids import shown
from app.kernel.languages import gettext as _
from reports.layout.letter import fill, letter_assets
from reports.layout.letterhead import Letterhead
from reports.render import Document, Enclosure, render_pdf
from reports.statement.month import month_in_words, month_steps
from reports.statement.table import statement_csv

TEMPLATE = "statement/template.html"
FINGERPRINT_LENGTH = 12


def statement_pdf(statement: StatementDetail, paper: Letterhead, *, is_sandbox: bool) -> bytes:
    """The PDF/A of a statement, with its data inside as JSON and CSV."""
    return render_pdf(statement_document(statement, paper, is_sandbox=is_sandbox))


def statement_document(
    statement: StatementDetail, paper: Letterhead, *, is_sandbox: bool
) -> Document:
    """In the look that the brand had when the statement was issued."""
    content = statement.content
    html = fill(
        TEMPLATE,
        paper=paper,
        brand=content.brand,
        statement=content,
        steps=month_steps(content),
        month_in_words=month_in_words(content),
        statement_id=shown("statement", statement.id),
        fingerprint=statement.sha256[:FINGERPRINT_LENGTH],
        made_at=statement.issued_at,
        is_sandbox=is_sandbox,
    )
    return Document(
        html=html,
        made_at=statement.issued_at,
        identifier=bytes.fromhex(statement.sha256),
        assets=letter_assets(paper),
        enclosures=(
            Enclosure("statement.json", _("The statement as data"), statement.body),
            Enclosure("statement.csv", _("The entries as a table"), statement_csv(content)),
        ),
    )
