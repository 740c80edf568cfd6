"""The few statements that every action sends, by the shortest way: prepared, once a connection.

Nothing else is prepared. A plan for whatever values may come suits a call and an insert, of which
there is only one plan, and would be a bad one for most lists. A pooler between us and the server
must carry prepared statements, as PgBouncer does from 1.22 on.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Engine, Executable, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.orm import Session

HOT = {"hot": True}
SUCCEEDED = "hot statements that succeeded"


def send(db: Session, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Execute it in the session's transaction, past what a session does for rows of classes."""
    return db.connection().execute(statement, values, execution_options=HOT)


def prepare_hot_statements(engine: Engine) -> None:
    event.listen(engine, "do_execute", _execute)


def _execute(
    cursor: DBAPICursor, statement: str, parameters: Any, context: ExecutionContext | None
) -> bool:
    """True when it was executed here.

    A statement is prepared only when it succeeded the last time: the driver forgets one that fails
    as it is prepared, and the server would keep it. The driver prepares nothing while it has no
    threshold, which is how every other statement finds it.
    """
    if context is None or "hot" not in context.execution_options:
        return False
    succeeded: set[str] = context.root_connection.info.setdefault(SUCCEEDED, set())
    connection: Any = cursor.connection
    connection.prepare_threshold = 0 if statement in succeeded else None
    succeeded.discard(statement)
    try:
        cursor.execute(statement, parameters)
    finally:
        connection.prepare_threshold = None
    succeeded.add(statement)
    return True
