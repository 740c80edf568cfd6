"""Officers' notes on what the bank sees, and the list of what each of them looks after."""

from flask.typing import ResponseReturnValue

from app.banking.lists.bank_assignments import BANK_ASSIGNMENTS
from app.kernel.ids import shown
from app.web.approval_pages.desk import me
from app.web.door import allow
from app.web.list_pages.batches import open_list
from app.web.list_pages.desk import reader
from app.web.object_pages.kinds import OVERSIGHT
from app.web.object_pages.noting import notes_blueprint
from app.web.tables.pages import Empty, TablePage, list_page
from app.web.trail_pages.saying import link_to

blueprint = notes_blueprint(__name__, OVERSIGHT)


def _presets() -> tuple[tuple[str, str], ...]:
    return (("Mine", f"person={shown('login', me().login_id)}"),)


LIST = TablePage(
    BANK_ASSIGNMENTS,
    "notes.assigned",
    href=lambda line: link_to(line.kind, line.id, partner_id=line.owner_id),
    lead="Who of the bank looks after what. It is handed on on its own page.",
    session=reader,
    presets=_presets,
    empty=Empty(
        "Nothing is assigned to anybody",
        "What an officer hands to somebody, or takes, stands here until it is handed on.",
        mark="user",
        begins=("See the partners", "partners.index"),
    ),
)


@blueprint.get("/assigned")
@allow("assignments.change")
def assigned() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/assigned")
