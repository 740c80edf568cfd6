"""Notes on everything of the console, and the list of what is looked after, by whom."""

from flask.typing import ResponseReturnValue

from app.banking.lists.assignments import ASSIGNMENTS
from app.kernel.ids import shown
from app.web.approval_pages.desk import me
from app.web.door import allow
from app.web.list_pages.batches import open_list
from app.web.object_pages.kinds import CONSOLE
from app.web.object_pages.noting import notes_blueprint
from app.web.tables.pages import Empty, TablePage, list_page
from app.web.trail_pages.saying import link_to

blueprint = notes_blueprint(__name__, CONSOLE)


def _presets() -> tuple[tuple[str, str], ...]:
    mine = f"person={shown('login', me().login_id)}"
    return (("Mine", mine), ("Mine, something left to do", f"left=yes&{mine}"))


LIST = TablePage(
    ASSIGNMENTS,
    "notes.assigned",
    href=lambda line: link_to(line.kind, line.id),
    lead="Who looks after what. Hand it on here, or on its own page.",
    opens_drawer=True,
    presets=_presets,
    empty=Empty(
        "Nothing is assigned to anybody",
        "What a colleague hands to somebody, or takes, stands here until it is handed on.",
        mark="user",
        no_match="What a colleague hands on to somebody stands here until it is handed on again.",
        begins=("See the payments", "payments.index"),
    ),
)


@blueprint.get("/assigned")
@allow("assignments.change")
def assigned() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/assigned")
