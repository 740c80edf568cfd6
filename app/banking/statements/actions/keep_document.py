"""Keep the rendered PDF of a statement in the spoken language; the first one stays."""

import hashlib
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.statements.queries import statement_detail
from app.banking.statements.tables import StatementDocumentRow
from app.kernel.actor import Actor
from app.kernel.ids import StatementId
from app.kernel.languages import spoken
from app.storage.scope import current_scope


def keep_document(
    db: Session, *, statement_id: StatementId, content: bytes, actor: Actor, now: datetime
) -> None:
    """Store the document beside its statement; raises NotFound for another's statement."""
    statement = statement_detail(db, statement_id)
    sha256 = hashlib.sha256(content).hexdigest()
    row = insert(StatementDocumentRow).values(
        partner_id=current_scope(db).partner_id,
        statement_id=statement_id,
        language=spoken(),
        customer_id=statement.customer_id,
        content=content,
        sha256=sha256,
        rendered_at=now,
    )
    kept = db.scalar(row.on_conflict_do_nothing().returning(StatementDocumentRow.statement_id))
    if kept:
        record(
            db,
            actor,
            "statement.rendered",
            subject=("statement", statement_id),
            now=now,
            customer_id=statement.customer_id,
            sha256=sha256,
        )
