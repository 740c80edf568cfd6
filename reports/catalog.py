"""Every document the house makes, by name, with the forms it comes in."""

from collections.abc import Callable
from dataclasses import dataclass

from app.banking.statements.queries import StatementDetail
from reports.statement.gather import statement_pdf
from reports.statement.table import statement_csv
from themes.tokens import Theme


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a document; `make` takes facts, look, and whether rails are simulated."""

    media_type: str
    make: Callable[[StatementDetail, Theme, bool], bytes]


CATALOG: dict[str, dict[str, Form]] = {
    "statement": {
        "pdf": Form(
            "application/pdf",
            lambda facts, theme, is_sandbox: statement_pdf(facts, theme, is_sandbox=is_sandbox),
        ),
        "csv": Form("text/csv", lambda facts, *_: statement_csv(facts.content)),
    },
}
