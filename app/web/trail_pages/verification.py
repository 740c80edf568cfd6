"""The verify button: the trail is recomputed from its rows, and the answer is green or a row."""

from flask.typing import ResponseReturnValue

from app.banking.trail.actions.note_verified import note_verified
from app.banking.trail.seals import first_of_newest
from app.banking.trail.verifying import verify_trail
from app.web.door import work
from app.web.ledger_pages.whose import whose, writing
from app.web.trail_pages.lists import trail

RECORDS_MAX = 50_000  # seconds; `guildhall verify` looks at everything


def verification() -> ResponseReturnValue:
    """All of it, or the newest so many records when there are more; then the page says which.

    A read: an examiner, who may change nothing, is who it is for. It is written down like any look.
    """
    first = first_of_newest(whose.db, RECORDS_MAX, partner_id=whose.partner_id)
    found = verify_trail(whose.db, first=first, partner_id=whose.partner_id)
    note_verified(writing(), found, actor=work.actor, now=work.wall)
    return trail(verified=found, faults_shown=found.faults[:FAULTS_SHOWN])


FAULTS_SHOWN = 20
