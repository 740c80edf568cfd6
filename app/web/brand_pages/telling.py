"""What happened to a version of a brand and its raw record, for its brand and for its bank."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.banking.audit.catalogue import label_of
from app.banking.audit.queries import ChangeLine
from app.banking.brands.queries import Step as Moved
from app.banking.brands.queries import Version, steps_of
from app.banking.brands.rules import SHOWN_BEFORE, Status
from app.kernel.dates import moment_text
from app.rails.calendars import EASTERN
from app.storage.keyset import Moment
from app.web.object_pages.related import Group
from app.web.object_pages.sources import Look, changes_source, look_of
from app.web.object_pages.steps import Step
from app.web.object_pages.told import Source, Told
from app.web.object_pages.whole import object_context
from themes.document import write_document

# What another version did to this one is on that one's record alone.
ENDS = {
    Status.SUPERSEDED: ("Followed by another version", "swap", "neutral"),
    Status.ROLLED_BACK: ("Rolled back to another version", "undo", "warning"),
}


def version_context(
    db: Session,
    version: Version,
    *,
    here: str,
    steps: Sequence[Step] = (),
    related: Sequence[Group] = (),
) -> dict[str, Any]:
    """`refusal` is what the bank said with its latest no."""
    moved = steps_of(db, version.id)
    rejected = [each.note for each in moved if each.status is Status.REJECTED]
    told = object_context(
        db,
        "brand_version",
        version.id,
        _record(version),
        changes_source(db, [version.id], own=version.id, retold=_retold),
        _ends(moved),
        steps=steps,
        related=related,
        here=here,
    )
    return told | {"refusal": rejected[0] if rejected else ""}


def _ends(moved: Iterable[Moved]) -> Source:
    def tell(_before: Moment | None, _limit: int) -> Iterable[Told]:
        for each in moved:
            if each.status in SHOWN_BEFORE:
                title, mark, tone = ENDS[each.status]
                yield Told(each.at, each.id, "changes", title, "", each.by, "", mark, tone)

    return Source("changes", tell)


def _retold(line: ChangeLine) -> tuple[str, str, Look]:
    """In the page's own words: which version it is, the page says."""
    due_at = line.details.get("due_at")
    body = line.details.get("note") or ""
    if due_at:
        moment = datetime.fromisoformat(due_at).astimezone(EASTERN)
        body = f"Customers see it from {moment_text(moment)}."
    return label_of(line.action), body, look_of(line.action)


def _record(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "number": version.number,
        "status": version.status,
        "digest": version.digest,
        "note": version.note,
        "made_by": version.made_by,
        "made_at": version.made_at,
        "changed_at": version.changed_at,
        "due_at": version.due_at,
        "brand": write_document(version.brand),
    }
