"""Every document the house makes, by name, with the forms it comes in."""

from collections.abc import Callable
from dataclasses import dataclass

from app.banking.statements.queries import StatementDetail
from reports.layout.letterhead import Letterhead
from reports.statement.gather import statement_pdf
from reports.statement.table import statement_csv


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a document; `make` takes facts, look, and whether rails are simulated."""

    media_type: str
    make: Callable[[StatementDetail, Letterhead, bool], bytes]


CATALOG: dict[str, dict[str, Form]] = {
    "statement": {
        "pdf": Form(
            "application/pdf",
            lambda facts, paper, is_sandbox: statement_pdf(facts, paper, is_sandbox=is_sandbox),
        ),
        "csv": Form("text/csv", lambda facts, *_: statement_csv(facts.content)),
    },
}
