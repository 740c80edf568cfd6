"""Which partner, customer or bank a transaction may see; set once, by one hook."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, with_loader_criteria

from app.kernel.failpoints import failpoint
from app.storage.base import PartnerOwned

SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a door may see. Several partners only ever through a bank, and only to read."""

    partner_id: UUID | None = None
    customer_id: UUID | None = None
    bank_id: UUID | None = None

    def settings(self) -> list[str]:
        """`SET LOCAL` statements; values are typed UUIDs, so safe as literals."""
        pairs = (
            ("partner", self.partner_id),
            ("customer", self.customer_id),
            ("bank", self.bank_id),
        )
        return [f"set local guildhall.{name} = '{value}'" for name, value in pairs if value]


@event.listens_for(Session, "after_begin")
def narrow(session: Session, _begun: SessionTransaction, connection: Connection) -> None:
    """Every transaction of a scoped session starts narrowed; without a scope there are no rows."""
    scope: Scope | None = session.info.get(SCOPE)
    if scope and (settings := scope.settings()):
        connection.exec_driver_sql("; ".join(settings))
    failpoint("transaction.begun")


@event.listens_for(Session, "do_orm_execute")
def filter_by_partner(state: ORMExecuteState) -> None:
    """The second wall: every ORM statement also names the partner, here and nowhere else."""
    scope: Scope | None = state.session.info.get(SCOPE)
    if not scope or not scope.partner_id or state.session.info.get("filters_off"):
        return
    partner_id = scope.partner_id
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(
            with_loader_criteria(
                PartnerOwned, lambda row: row.partner_id == partner_id, include_aliases=True
            )
        )


def current_scope(db: Session) -> Scope:
    """The scope of a partner's session; writing without one is a bug, not a refusal."""
    scope: Scope | None = db.info.get(SCOPE)
    if scope is None or scope.partner_id is None:
        raise RuntimeError("this session has no partner: open it with partner_work()")
    return scope
