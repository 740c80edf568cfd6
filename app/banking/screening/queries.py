"""Reads of screenings, for staff only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.screening.rules import Hit, ListedName
from app.banking.screening.tables import ScreeningRow
from app.kernel.ids import CustomerId
from app.storage.together import Question, Rows, read

SCREENINGS_MAX = 20


@dataclass(frozen=True, slots=True)
class Screening:
    """One screening with the entries it found alike."""

    list_name: str
    list_sha256: str
    screened_name: str
    outcome: str
    hits: tuple[Hit, ...]
    screened_at: datetime


def screenings_of(db: Session, customer_id: CustomerId) -> list[Screening]:
    """A customer's screenings, newest first."""
    return read(db, asking_screenings(customer_id))


def asking_screenings(customer_id: CustomerId) -> Question[list[Screening]]:
    """The same, to be asked beside other things."""
    row = ScreeningRow
    columns = (
        row.list_name,
        row.list_sha256,
        row.screened_name,
        row.outcome,
        row.hits,
        row.screened_at,
    )
    asked = (
        select(*columns)
        .where(row.customer_id == customer_id)
        .order_by(row.screened_at.desc(), row.id.desc())
        .limit(SCREENINGS_MAX)
    )
    return Question(asked, _screenings)


def _screenings(rows: Rows) -> list[Screening]:
    return [
        Screening(
            list_name=row.list_name,
            list_sha256=row.list_sha256,
            screened_name=row.screened_name,
            outcome=row.outcome,
            hits=tuple(_hit(found) for found in row.hits),
            screened_at=row.screened_at,
        )
        for row in rows
    ]


def _hit(found: dict[str, str | float]) -> Hit:
    texts = {part: str(found[part]) for part in ListedName.__dataclass_fields__}
    return Hit(ListedName(**texts), float(found["score"]))
