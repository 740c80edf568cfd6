"""The verify button: the trail is recomputed from its rows, and the answer is green or a row."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.audit.catalogue import label_of
from app.banking.trail.actions.note_verified import note_verified
from app.banking.trail.queries import RecordLine, records_named
from app.banking.trail.seals import first_of_newest
from app.banking.trail.verifying import TrailFault, TrailVerified, verify_trail
from app.banking.trail.words import about_id, noun
from app.web.door import work
from app.web.ledger_pages.whose import whose, writing
from app.web.trail_pages.lists import trail
from app.web.trail_pages.saying import about_href

RECORDS_MAX = 50_000  # seconds; `guildhall verify` looks at everything


def verification() -> ResponseReturnValue:
    """All of it, or the newest so many records when there are more; then the page says which.

    A read: an examiner, who may change nothing, is who it is for. It is written down like any look.
    """
    first = first_of_newest(whose.db, RECORDS_MAX, partner_id=whose.partner_id)
    found = verify_trail(whose.db, first=first, partner_id=whose.partner_id)
    note_verified(writing(), found, actor=work.actor, now=work.wall)
    return trail(verified=found, faults_shown=list(map(_told, _named(found))))


def _named(found: TrailVerified) -> Iterator[tuple[TrailFault, RecordLine | None]]:
    """Each fault that is shown, with the record it is of."""
    faults = found.faults[:FAULTS_SHOWN]
    ids = [each.record_id for each in faults if each.record_id]
    records = records_named(whose.db, whose.partner_id, ids) if ids else {}
    for each in faults:
        yield each, records.get(each.record_id) if each.record_id else None


def _told(named: tuple[TrailFault, RecordLine | None]) -> dict[str, Any]:
    """What the record says of itself now, and where it stands; blocks have no page."""
    fault, line = named
    if line is None:
        return {"where": fault.where, "what": fault.what}
    return {
        "where": label_of(line.action),
        "href": url_for("audit.record", record_id=line.id),
        "about": f"{noun(line.subject_kind)} {about_id(line)}".strip(),
        "about_href": about_href(line.action, line.subject_kind, line.subject_id),
        "actor": line.actor_label,
        "at": line.at,
        "what": fault.what,
    }


FAULTS_SHOWN = 20
