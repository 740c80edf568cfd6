"""Terms are dated rows: another begins on a day, and what held until then ends the day before."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.banking.products.tables import FeeRow, LimitRow
from app.kernel.ids import new_id
from app.storage.scope import current_scope


def succeed(
    db: Session,
    row: type[FeeRow] | type[LimitRow],
    what: dict[str, Any],
    *,
    first: date,
    now: datetime,
    **terms: Any,
) -> None:
    """Write the row that holds from `first` on, in the place of the one that has no end yet."""
    db.execute(
        update(row)
        .filter_by(**what)
        .where(row.effective_to.is_(None), row.effective_from < first)
        .values(effective_to=first - timedelta(days=1))
    )
    its = {"partner_id": current_scope(db).partner_id, "id": new_id(now), "effective_from": first}
    db.execute(insert(row).values(**its, **what, **terms))
