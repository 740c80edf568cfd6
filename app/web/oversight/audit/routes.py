"""Audit trails as the bank sees them: its own, and those of its partners."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.listing.asked import write_asked
from app.banking.trail.listing import AUDIT
from app.web.door import allow, moved_to, work
from app.web.ledger_pages.whose import name_partner
from app.web.tables.pages import asked_of
from app.web.trail_pages.area import PERMISSION, open_trail

blueprint = Blueprint("audit", __name__)
name_partner(blueprint)
open_trail(blueprint, "/partners/<partner:partner_id>/audit")


@blueprint.get("/audit")
@allow(PERMISSION)
def own() -> ResponseReturnValue:
    """The bank's own trail lies with its house partner; what narrows it is taken along."""
    narrowed = dict(write_asked(AUDIT, asked_of(AUDIT)))
    return moved_to("audit.index", partner_id=work.host.partner_id, **narrowed)
