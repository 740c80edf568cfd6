"""The context of any thing's page: its timeline, its notes, who looks after it, its raw record."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ScalarSelect
from sqlalchemy.orm import Session

from app.kernel.ids import shown
from app.storage.scope import current_scope
from app.web.door import work
from app.web.object_pages.panes import handed_source, notes_source, panes
from app.web.object_pages.raw import raw_record
from app.web.object_pages.related import Group
from app.web.object_pages.sources import changes_source
from app.web.object_pages.steps import Step
from app.web.object_pages.told import Source, timeline_of
from app.web.trail_pages.saying import link_to


def object_context(
    db: Session,
    kind: str,
    its_id: UUID,
    view: Any,
    *sources: Source,
    also: Sequence[UUID | ScalarSelect[UUID]] = (),
    steps: Sequence[Step] = (),
    related: Sequence[Group] = (),
    here: str = "",
) -> dict[str, Any]:
    """`also` are things whose changes belong here too; notes only where the surface keeps some.

    Its changes are told plainly unless a source tells them in words of its own. `here` is the
    page's address, where its kind does not tell it.
    """
    told = list(sources)
    if all(each.kind != "changes" for each in sources):
        told.insert(0, changes_source(db, [its_id, *also], own=its_id))
    beside: dict[str, Any] = {"assigned_name": ""}
    if f"notes.create_{kind}_note" in current_app.view_functions:
        beside |= panes(kind, its_id)
        told.append(notes_source([its_id]))
        if current_scope(db).partner_id != work.host.partner_id:
            told.append(handed_source(its_id))
    return beside | {
        "timeline": timeline_of(*told, here=here or link_to(kind, its_id)),
        "raw": raw_record(view, kind),
        "steps": steps,
        "related": related,
        "object_id": shown(kind, its_id),
    }
