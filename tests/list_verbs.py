"""What the cast keeps of lists: a view, a file in the making, and lines that were chosen."""

from uuid import UUID

from sqlalchemy import select

from app.banking.access.tables import LoginRow
from app.banking.events.leases import Only
from app.banking.listing.asked import read_query
from app.banking.lists.actions.ask_export import HOUSE_WRITE, WRITE, ExportOrder, ask_export
from app.banking.lists.actions.keep_view import NewView, keep_view
from app.banking.lists.actions.prepare_batch import prepare_batch
from app.banking.lists.verbs import VERBS
from app.banking.payments.intake_listing import FILES
from app.banking.payments.listing import PAYMENTS
from app.banking.payments.tables import PaymentRow
from app.kernel.actor import OPERATOR
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.workers.run import drain
from tests.world import World


def keeps_lists(world: World, owner_id: UUID, name: str, *, email: str = "") -> None:
    """One of each, by somebody of the team; a bank's house chooses among its people.

    With an e-mail address by that person, after all others, and the file is there. Their view is
    their own: a team may share only so many, and attackers come in more often.
    """
    now = wall_now() if email else world.now
    with partner_work(owner_id) as db:
        who = LoginRow.email == email if email else LoginRow.kind.in_(("user", "officer"))
        login_id = db.scalars(select(LoginRow.id).where(who).limit(1)).one()
        by = {"login_id": login_id, "actor": OPERATOR, "now": now}
        is_house = owner_id != world.partner_id
        spec = FILES if is_house else PAYMENTS
        keep_view(db, NewView(spec.name, name, "columns=amount,file", is_shared=not email), **by)
        order = ExportOrder(form="csv", rows=1, login_id=login_id, is_house=is_house)
        ask_export(db, spec, read_query(spec, ""), order, actor=OPERATOR, now=now)
        chosen, verb = (
            (LoginRow, "end_invitations") if is_house else (PaymentRow, "cancel_payments")
        )
        ids = db.scalars(select(chosen.id).limit(2)).all()
        prepare_batch(db, VERBS[verb], ids, back="", **by)
    if email:
        drain(now, only=Only(kinds=[WRITE, HOUSE_WRITE], partners=[owner_id]))
