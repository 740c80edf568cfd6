"""Notes on everything of the console, and the list of what is assigned to whoever looks."""

from datetime import datetime
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.banking.notes.assigned import AssignedLine, assigned_to
from app.banking.trail.words import noun
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, page, work
from app.web.object_pages.kinds import CONSOLE
from app.web.object_pages.noting import add_assignments, notes_blueprint
from app.web.trail_pages.saying import link_to

blueprint = notes_blueprint(__name__, CONSOLE)
add_assignments(blueprint, CONSOLE)
LINES = 25


@blueprint.get("/assigned")
@allow("assignments.change")
def assigned() -> ResponseReturnValue:
    """What I look after, given last on top."""
    given = read_cursor(request.args.get("before", ""), datetime, UUID)
    assert work.login is not None  # noqa: S101 -- a permission is somebody's
    found = assigned_to(
        work.db,
        work.login.login_id,
        before=(given[0], given[1]) if given else None,
        limit=LINES + 1,
    )
    lines = found[:LINES]
    older = write_cursor((lines[-1].assigned_at, lines[-1].id)) if found[LINES:] else ""
    return page(
        "object_pages/assigned.html",
        lines=[(line, noun(line.kind), _href(line)) for line in lines],
        pages={
            "newer_href": url_for("notes.assigned") if given else "",
            "older_href": url_for("notes.assigned", before=older) if older else "",
        },
    )


def _href(line: AssignedLine) -> str:
    return link_to(line.kind, line.id)
